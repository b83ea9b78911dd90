"""Pictures of a build, as self-contained SVG: plates, labels. No script, no font, nothing fetched."""
