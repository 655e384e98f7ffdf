package import Compute
import Datasets
import Interchange
import Models
package import Pieces
package import Results
import Terminal

/// A model's scores for images, written to a table as they come.
package struct PredictionStudy {
  private let data: DataRequest
  private let model: ModelRequest
  private let limit: Int?
  private let out: String

  package init(_ data: DataRequest, _ model: ModelRequest, limit: Int?, to out: String) {
    self.data = data
    self.model = model
    self.limit = limit
    self.out = out
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> Accuracy? {
    var set = try data.wholeSplit(model.compute.workers, for: model, needsLabels: false)
      .limited(to: limit)
    let asked = try model.asked(for: set)
    if !set.isLabelled { set.classNames = asked.scorer.model.classNames }
    if work.isShard {
      try predict(set, asked, work)
      return nil
    }
    return try Work.writePredictions(of: set, asked, to: out, console: work.console)
  }

  private static let stage = "predictions"

  /// Predicts the images of a shard.
  private func predict(_ set: ImageSet, _ model: AskedModel, _ work: PieceWork) throws {
    try work.check(WorkFingerprint(set.images, labels: set.labels, model: model.digest))
    let items = StageItems(set.count)
    let own = work.own(items)
    let meter = work.console.progress("predict", total: own.count, unit: "images")
    try work.pieces(Self.stage, items, size: 2048) { range in
      var table: [UInt8] = []
      let right = try Work.tabulate(range, of: set, model) {
        meter.advance(to: range.lowerBound - own.lowerBound + $0)
      } sink: {
        table += $0
      }
      return PredictionPiece(table: table, right: right).bytes
    } take: { range, _, _ in
      meter.advance(to: range.upperBound - own.lowerBound)
    }
    meter.finish()
  }

  /// Writes the lines of all shards, a piece at a time.
  package static func merge(
    _ shards: GatheredShards, in precision: Precision, to out: String
  ) throws -> Accuracy {
    var images = 0
    var right: Int? = 0
    var header: ArraySlice<UInt8>?
    try AtomicFile.write(to: out) { sink in
      try shards.forEachPiece(of: stage) { range, bytes, file in
        let piece = try PredictionPiece(bytes, images: range.count, file: file)
        if header == nil { try sink.write(Array(piece.header)) }
        guard piece.header == header ?? piece.header else {
          throw InterchangeError(
            kind: .malformed, file: file, problem: "has other columns than those before it")
        }
        header = piece.header
        try sink.write(Array(piece.lines))
        images += range.count
        right = piece.right.flatMap { more in right.map { $0 + more } }
      }
    }
    return Accuracy(images: images, right: right, in: precision)
  }
}
