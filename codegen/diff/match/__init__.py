"""Match operations, schemas and enum values between two versions."""
