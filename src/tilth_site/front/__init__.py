"""The pages that belong to no room: the public home with the plan's targets, the signed-in home, the style page."""
