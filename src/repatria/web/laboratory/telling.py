"""What the laboratory tells on pages."""
