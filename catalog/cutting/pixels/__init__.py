"""What is measured and solved pixel by pixel. float32 throughout."""
