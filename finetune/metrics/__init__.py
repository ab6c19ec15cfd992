"""What is measured on each decision, and how decisions become numbers. `docs/metrics.md` defines every metric in words."""
