"""A library to try the site with: people, and what they have made over the years, as rows and a few real files."""
