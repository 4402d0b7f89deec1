"""What is measured, and the synthetic feeds that it is measured on."""
