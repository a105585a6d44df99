"""Two records, one person? Proposed by the matcher, decided by two different people."""
