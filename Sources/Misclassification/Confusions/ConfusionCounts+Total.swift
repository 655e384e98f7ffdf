extension ConfusionCounts {
  /// The share of all images that are misclassified, or nil without images.
  package var errorRate: Double? {
    totalImages == 0 ? nil : Double(totalErrors) / Double(totalImages)
  }

  /// The images of several tables in one.
  ///
  /// - Precondition: at least one, all of the same classes.
  package static func sum(of tables: [ConfusionCounts]) -> ConfusionCounts {
    tables.dropFirst().reduce(tables[0]) { $0.adding($1) }
  }
}
