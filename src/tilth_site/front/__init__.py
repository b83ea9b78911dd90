"""The pages that belong to no room: the public home with the targets, the signed-in home, the style page."""
