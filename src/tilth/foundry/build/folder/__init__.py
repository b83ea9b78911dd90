"""The folder of a build plan: the plan and its files for robots and people; written, read and checked."""

from tilth.foundry.build.folder.checking import CheckedFolder, check_folder
from tilth.foundry.build.folder.reading import read_folder, read_room
from tilth.foundry.build.folder.writing import decks_of, write_folder

__all__ = ["CheckedFolder", "check_folder", "decks_of", "read_folder", "read_room", "write_folder"]
