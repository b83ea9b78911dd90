"""What the foundry keeps: lots and materials, items in boxes, their labels and their traces."""
