"""What the sketch engine knows of words: subjects, colours, light, weather, moods and media. Data and look-up."""
