"""How a contacts work item runs: gather what changed on both sides, judge, ask, brake, apply, remember."""
