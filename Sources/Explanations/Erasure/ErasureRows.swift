/// The rows of an experiment, kept close together: a million take some 160 MB.
///
/// A row is put together when it is asked for.
package struct ErasureRows: Sendable, Equatable {
  /// Numbers and bits of floats, row after row.
  private var words: [UInt32] = []
  /// Where each row begins in `words`.
  private var starts: [Int] = []

  package init() {}

  package init(_ rows: some Sequence<ErasureRow>) {
    for row in rows { append(row) }
  }

  package mutating func append(_ row: ErasureRow) {
    starts.append(words.count)
    add(row.index)
    words.append(UInt32(row.label))
    words.append(UInt32(row.predicted))
    add(row.trueClassScore)
    add(row.predictedScore)
    words.append(Self.faults.firstIndex(of: row.mapFault).map { UInt32($0) } ?? 0)
    add(row.treatment)
    for outcome in [row.leastSalient, row.insideObject] {
      words.append(outcome == nil ? 0 : 1)
      if let outcome { add(outcome) }
    }
    words.append(UInt32(row.controls.count))
    for outcome in row.controls { add(outcome) }
  }

  private static let faults: [MapFault?] = [nil, .allZero, .notFinite]

  private mutating func add(_ number: Int) {
    let bits = UInt64(bitPattern: Int64(number))
    words.append(UInt32(truncatingIfNeeded: bits))
    words.append(UInt32(truncatingIfNeeded: bits >> 32))
  }

  private mutating func add(_ score: ClassScore) {
    words.append(score.logit.bitPattern)
    let bits = score.probability.bitPattern
    words.append(UInt32(truncatingIfNeeded: bits))
    words.append(UInt32(truncatingIfNeeded: bits >> 32))
  }

  private mutating func add(_ outcome: ErasureOutcome) {
    words.append(UInt32(outcome.predicted))
    add(outcome.trueClassScore)
    add(outcome.formerClassScore)
    words.append(UInt32(outcome.erasedPixels))
  }
}

extension ErasureRows: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count }

  package subscript(place: Int) -> ErasureRow {
    var reader = Reader(words: words, place: starts[place])
    return reader.row()
  }

  private struct Reader {
    let words: [UInt32]
    var place: Int

    mutating func word() -> UInt32 {
      place += 1
      return words[place - 1]
    }

    mutating func bits() -> UInt64 { UInt64(word()) | UInt64(word()) << 32 }
    mutating func number() -> Int { Int(Int64(bitPattern: bits())) }

    mutating func score() -> ClassScore {
      ClassScore(logit: Float(bitPattern: word()), probability: Double(bitPattern: bits()))
    }

    mutating func outcome() -> ErasureOutcome {
      ErasureOutcome(
        predicted: Int(word()), trueClassScore: score(), formerClassScore: score(),
        erasedPixels: Int(word()))
    }

    mutating func optionalOutcome() -> ErasureOutcome? { word() == 0 ? nil : outcome() }

    mutating func row() -> ErasureRow {
      ErasureRow(
        index: number(), label: Int(word()), predicted: Int(word()), trueClassScore: score(),
        predictedScore: score(), mapFault: ErasureRows.faults[Int(word())], treatment: outcome(),
        leastSalient: optionalOutcome(), insideObject: optionalOutcome(),
        controls: (0..<word()).map { _ in outcome() })
    }
  }
}

extension ErasureRows {
  /// Some of the rows, by their places.
  func selecting(_ places: [Int]) -> some RandomAccessCollection<ErasureRow> {
    places.lazy.map { self[$0] }
  }
}
