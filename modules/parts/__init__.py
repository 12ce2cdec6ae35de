"""The warehouse: stock, requisitions, the gate, old parts."""
