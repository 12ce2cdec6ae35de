"""The executable regulation: declared parameters, presets, versions, resolution, snapshots."""
