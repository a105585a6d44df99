"""Long work: steps that know their inputs, so that only what changed is done again."""
