package import Images
package import Statistics
package import Terminal

extension Workers {
  /// What works on the pieces of a long statistic, on these threads, and is stopped by Ctrl-C.
  package var pieceLoop: PieceLoop<Interrupted> {
    PieceLoop { pieces, body throws(Interrupted) in
      self.forEach(pieces: pieces) { piece in
        if !Interruption.isRequested { body(piece) }
      }
      try Interruption.check()
    }
  }
}
