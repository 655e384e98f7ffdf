import Interchange

extension Predictions {
  /// Writes the CSV form, `index,label,predicted,logit_0,…`; the file appears whole or not at all.
  ///
  /// Images with names have the column `file` in place of `index`. Classes with names are written
  /// by them, unless one is a whole number, which would be read as the class of that number.
  /// Labels that are not known are left empty. Scores that are all exact in Float, as a network's
  /// are, are written in the fewest digits that tell Floats apart.
  package func write(to path: String) throws {
    try AtomicFile.write(to: path) { sink in try write { try sink.write($0) } }
  }

  /// Hands over the CSV form piece by piece.
  package func write(_ sink: ([UInt8]) throws -> Void) throws {
    var writer = CSVWriter()
    let name = scores.map { PredictionColumns.prefix(of: $0.kind) } ?? ""
    let areFloats = scores?.values.allSatisfy { Double(Float($0)) == $0 } ?? false
    let classes = classTexts
    let scoreNames = classes.prefix(scores?.classCount ?? 0).map { name + $0 }
    writer.record([identifiers == nil ? "index" : "file", "label", "predicted"] + scoreNames)
    for row in predicted.indices {
      if let identifiers {
        writer.field(identifiers[row])
      } else {
        writer.field(indices?[row] ?? row)
      }
      writer.field(labels.map { classes[$0[row]] } ?? "")
      writer.field(classes[predicted[row]])
      for score in scores?[row] ?? [] {
        if areFloats { writer.field(Float(score)) } else { writer.field(score) }
      }
      writer.endRecord()
      if writer.bytes.count > 1 << 17 { try sink(writer.drain()) }
    }
    try sink(writer.drain())
  }

  /// How each class is written.
  private var classTexts: [String] {
    if let classNames, classNames.count >= observedClassCount,
      classNames.allSatisfy({ Int($0) == nil })
    {
      return classNames
    }
    return (0..<observedClassCount).map(String.init)
  }
}
