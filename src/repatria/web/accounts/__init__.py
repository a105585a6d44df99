"""Who works here: parties, and the people who act for them."""
