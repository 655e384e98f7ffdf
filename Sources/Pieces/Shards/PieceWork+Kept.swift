import Terminal

extension PieceWork {
  /// Whether something is kept of work that writes this, so that its first files may be there.
  package static func isKept(of output: String) -> Bool { ShardDirectory.isKept(of: output) }

  /// Removes what was kept: all results are written, or nothing can come of the work.
  package func endKept() throws { try kept?.remove() }

  /// What comes before the long work: if it fails, nothing is kept.
  package func preparing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch  where !(error is Interrupted) {
      try endKept()
      throw error
    }
  }

  /// The long work: if it is stopped, its user hears how it goes on.
  package func tellingWhereItGoesOn<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as Interrupted {
      if let kept {
        console.message("what is done is kept in \(kept.unfinished); the same command goes on")
      }
      throw error
    }
  }
}
