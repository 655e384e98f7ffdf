import Pieces

extension PieceWork {
  /// The pieces of work that is done whole, which are kept until all are there; nil for shards,
  /// which keep theirs themselves.
  ///
  /// - Parameters:
  ///   - settings: all that decides what a piece holds.
  ///   - resumes: whether to go on with what an interrupted run left.
  /// - Throws: for work that was begun with something else.
  func results<Piece: Codable>(
    in directory: String, settings: some Encodable, fingerprint: WorkFingerprint, resumes: Bool,
    force: Bool
  ) throws -> PiecewiseResults<Piece>? {
    try check(fingerprint)
    guard isWhole else { return nil }
    return try PiecewiseResults(
      in: directory, settings: settings, fingerprint: fingerprint, resume: resumes, force: force,
      console: console)
  }
}
