"""How a calendar work item runs: gather what changed on both sides, judge, brake, apply, remember."""
