"""What a report says: a module for each section, which finds its figures in a release and puts them into words."""
