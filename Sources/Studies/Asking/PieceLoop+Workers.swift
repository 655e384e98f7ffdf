import Images
import Statistics
import Terminal

extension PieceLoop where Failure == Interrupted {
  /// Shared by the program's threads, and stopped by Ctrl-C.
  init(_ workers: Workers) {
    self.init { pieces, body throws(Interrupted) in
      workers.forEach(pieces: pieces) { piece in
        if !Interruption.isRequested { body(piece) }
      }
      try Interruption.check()
    }
  }
}

extension Arguments where Options == CommonOptions {
  /// What works on the pieces of a long statistic.
  var pieceLoop: PieceLoop<Interrupted> { PieceLoop(Workers(threads: threadCount)) }
}
