"""What was sent to us: lists, their rows, the persons they speak of, claims and answers, and the terms agreed."""
