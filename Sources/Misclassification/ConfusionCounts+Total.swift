extension ConfusionCounts {
  /// The share of all images that are misclassified, or nil without images.
  package var errorRate: Double? {
    totalImages == 0 ? nil : Double(totalErrors) / Double(totalImages)
  }
}
