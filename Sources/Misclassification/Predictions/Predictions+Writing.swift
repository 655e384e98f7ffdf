import Interchange

extension Predictions {
  /// Writes the CSV form, as ``PredictionRows`` has it; the file appears whole or not at all.
  ///
  /// Scores that are all exact in Float, as a network's are, are written in the fewest digits that
  /// tell Floats apart.
  package func write(to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      let areFloats = scores?.values.allSatisfy { Double(Float($0)) == $0 } ?? false
      var rows = PredictionRows(
        areNamed: identifiers != nil,
        classes: PredictionRows.texts(of: classNames, atLeast: observedClassCount),
        scores: scores.map { ($0.kind, $0.classCount) })
      for row in predicted.indices {
        if let identifiers {
          rows.begin(identifiers[row], label: labels?[row], predicted: predicted[row])
        } else {
          rows.begin(indices?[row] ?? row, label: labels?[row], predicted: predicted[row])
        }
        let values = scores?[row] ?? []
        if areFloats {
          rows.end(scores: values.map { Float($0) })
        } else {
          rows.end(scores: values)
        }
        try sink.write(rows.drain())
      }
      try sink.write(rows.drain(all: true))
    }
  }
}
