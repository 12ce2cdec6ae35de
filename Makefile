# Thin names for ./run, which works without make as well.
.PHONY: serve setup test lint format lock

serve:
	./run
setup:
	./run setup
test:
	./run test
lint:
	./run lint
format:
	./run format
lock:
	./run lock
