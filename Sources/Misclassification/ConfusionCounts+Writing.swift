import Interchange

extension ConfusionCounts {
  /// The heat map as CSV: v_j|i by true class (rows) and predicted class (columns), in the fewest
  /// digits that read back the same; the diagonal, and a row without errors, empty.
  ///
  /// - Precondition: one name per class.
  package func heatMapCSV(classNames: [String]) -> [UInt8] {
    precondition(classNames.count == classCount)
    var writer = CSVWriter()
    writer.record([#"true\predicted"#] + classNames)
    for (name, rates) in zip(classNames, conditionalRates) {
      writer.field(name)
      rates.forEach { writer.field($0) }
      writer.endRecord()
    }
    return writer.bytes
  }

  /// Images, errors and u_i of each class as CSV; u_i is empty for a class without images.
  ///
  /// - Precondition: one name per class.
  package func ratesCSV(classNames: [String]) -> [UInt8] {
    precondition(classNames.count == classCount)
    var writer = CSVWriter()
    writer.record(["class", "images", "errors", "u"])
    let rates = misclassificationRates
    for (label, (images, errors)) in zip(images, errors).enumerated() {
      writer.field(classNames[label])
      writer.field(images)
      writer.field(errors)
      writer.field(rates[label])
      writer.endRecord()
    }
    return writer.bytes
  }
}
