"""The screening gate: are ordered sequences like anything in a database of concern that the user mounts?"""
