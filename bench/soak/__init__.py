"""The long forms of what the suite tests shortly: kills, fuzzing, growth, variations, the server, faults."""
