import Explanations
import Images
import Pieces
import Terminal

/// A search for sufficient subsets, whose findings are kept piece by piece.
struct PiecewiseSearch {
  let classifier: any Classifier
  let images: ImagesToExplain
  let options: SubsetSearch.Options
  let checks: PieceChecks
  let workers: Workers

  private func search(_ range: Range<Int>) throws -> SubsetSearch {
    try SubsetSearch(
      classifier: classifier, images: images.piece(range), options: options, workers: workers)
  }

  /// Of all images, in files that are read again when their turn comes.
  func findings(
    _ results: PiecewiseResults<[SubsetFinding]>, _ console: Console
  ) throws -> SubsetFindings {
    let search = try search(0..<images.count)
    let meter = console.progress("sis", total: images.count, unit: "images")
    let pieces = search.pieces
    func piece(_ number: Int) throws -> [SubsetFinding] {
      try results.piece(
        number, problem: { checks.problem(of: $0, in: pieces[number], limit: options.limit) }
      ) {
        try search.findings(in: pieces[number]) { try Interruption.check() }
      }
    }
    for (number, range) in pieces.enumerated() {
      _ = try piece(number)
      meter.advance(to: range.upperBound)
    }
    meter.finish()
    return SubsetFindings(pieces: pieces, read: piece)
  }

  /// Of the images of a shard, or of all shards.
  func findings(_ work: PieceWork) throws -> StageRows<SubsetFinding> {
    try work.rows(
      "findings", of: images.count, size: options.selection == .exact ? 1 : 16,
      .init(label: "sis"),
      problem: { checks.problem(of: [$1], in: $0..<$0 + 1, limit: options.limit) }
    ) { range, progress in
      let search = try search(range)
      return try search.pieces.flatMap { piece in
        defer { try? progress(piece.upperBound) }
        return try search.findings(in: piece) { try Interruption.check() }
      }
    }
  }
}
