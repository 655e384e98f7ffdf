import Interchange

extension Predictions {
  /// Writes the CSV form, `index,label,predicted,logit_0,…`; the file appears whole or not at all.
  ///
  /// Images with names have the column `file` in place of `index`.
  /// Labels that are not known are left empty. Scores that are all exact in Float, as a network's
  /// are, are written in the fewest digits that tell Floats apart.
  package func write(to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      var writer = CSVWriter()
      let name = scores.map { PredictionColumns.prefix(of: $0.kind) } ?? ""
      let areFloats = scores?.values.allSatisfy { Double(Float($0)) == $0 } ?? false
      let scoreNames = (0..<(scores?.classCount ?? 0)).map { name + String($0) }
      writer.record([identifiers == nil ? "index" : "file", "label", "predicted"] + scoreNames)
      for row in predicted.indices {
        if let identifiers {
          writer.field(identifiers[row])
        } else {
          writer.field(indices?[row] ?? row)
        }
        if let labels { writer.field(labels[row]) } else { writer.field("") }
        writer.field(predicted[row])
        for score in scores?[row] ?? [] {
          if areFloats { writer.field(Float(score)) } else { writer.field(score) }
        }
        writer.endRecord()
        if writer.bytes.count > 1 << 17 { try sink.write(writer.drain()) }
      }
      try sink.write(writer.drain())
    }
  }
}
