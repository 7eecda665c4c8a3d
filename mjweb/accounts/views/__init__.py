"""Pages of the floor of people; one module per page."""
