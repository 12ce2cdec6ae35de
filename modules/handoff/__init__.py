"""From the signed contract to the machine in service's care."""
