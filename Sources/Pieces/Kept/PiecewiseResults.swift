import Foundation
import Interchange
package import Terminal

/// Results of long work, piece by piece, as JSON.
package struct PiecewiseResults<Piece: Codable> {
  private let work: UnfinishedWork

  /// - Parameters:
  ///   - directory: where the results go.
  ///   - settings: all options that decide what a piece holds.
  ///   - resume: goes on with what an interrupted run left, if it was begun with the same.
  /// - Throws: as ``UnfinishedWork``.
  package init(
    in directory: String, settings: some Encodable, fingerprint: WorkFingerprint, resume: Bool,
    force: Bool, console: Console
  ) throws {
    work = try UnfinishedWork(
      in: directory, settings: settings, fingerprint: fingerprint, resume: resume, force: force,
      console: console)
  }

  /// A piece that is there already, or that is made and kept now.
  ///
  /// - Parameter problem: what a piece from a file cannot have; nil if it is sound.
  /// - Throws: `InterchangeError` for a file that is no such piece.
  package func piece(
    _ number: Int, problem: (Piece) -> String?, make: () throws -> Piece
  ) throws -> Piece {
    let file = work.path(of: "\(number).json")
    if FileManager.default.fileExists(atPath: file) {
      let piece = try JSON.read(Piece.self, from: file)
      if let problem = problem(piece) {
        throw InterchangeError(kind: .malformed, file: file, problem: problem)
      }
      return piece
    }
    let piece = try make()
    try AtomicFile.write([UInt8](JSONEncoder().encode(piece)), to: file)
    return piece
  }

  /// All is written where it belongs.
  package func finish() throws { try work.finish() }
}
