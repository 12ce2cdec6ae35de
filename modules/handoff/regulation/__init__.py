"""What a regulation fixes about the way from the contract to service, training included."""

from modules.handoff.regulation import contract, training

PARAMETERS = (*contract.PARAMETERS, *training.PARAMETERS)
