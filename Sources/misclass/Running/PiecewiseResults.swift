import Foundation
import Interchange
import Terminal

/// Results of long work, piece by piece: what is done outlives an interruption.
///
/// Pieces lie in a directory inside the one for the results, beside the settings that they were made
/// with, and go when the work is done.
struct PiecewiseResults<Piece: Codable> {
  private let directory: String
  private let pieces: String

  /// - Parameters:
  ///   - directory: where the results go.
  ///   - settings: all that decides what a piece holds.
  ///   - resume: goes on with what an interrupted run left, if it had the same settings.
  /// - Throws: `OutputError` as for any directory of results, `UsageError` where there is nothing to go
  ///   on with or it was made with other settings.
  init(
    in directory: String, settings: some Encodable, resume: Bool, force: Bool
  ) throws {
    self.directory = directory
    pieces = directory + "/unfinished"
    let file = pieces + "/settings.json"
    let text = String(decoding: try JSON.encoded(settings), as: UTF8.self)
    if resume {
      guard FileManager.default.fileExists(atPath: file) else {
        throw UsageError("--resume: \(directory) holds no unfinished work")
      }
      let former = String(decoding: try FileReader.bytes(of: file), as: UTF8.self)
      if let difference = Self.difference(former, text) {
        throw UsageError(
          "--resume: \(directory) was begun with other settings: it has \(difference.former), "
            + "now it is \(difference.now)")
      }
      return
    }
    try OutputDirectory.prepare(directory, force: force)
    if FileManager.default.fileExists(atPath: pieces) {
      try FileManager.default.removeItem(atPath: pieces)
    }
    try FileManager.default.createDirectory(
      atPath: pieces, withIntermediateDirectories: true)
    try AtomicFile.write(text, to: file)
  }

  /// A piece that is there already, or that is made and kept now.
  func piece(_ number: Int, make: () throws -> Piece) throws -> Piece {
    let file = "\(pieces)/\(number).json"
    if FileManager.default.fileExists(atPath: file) { return try JSON.read(Piece.self, from: file) }
    let piece = try make()
    try AtomicFile.write([UInt8](JSONEncoder().encode(piece)), to: file)
    return piece
  }

  /// All is written where it belongs.
  func finish() throws {
    try FileManager.default.removeItem(atPath: pieces)
  }

  /// The first line that differs, in both texts.
  private static func difference(
    _ former: String, _ now: String
  ) -> (former: String, now: String)? {
    if former == now { return nil }
    let lines = [former, now].map { text in
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .init(charactersIn: " ,")) }
    }
    let place = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
    let pair = lines.map { $0.indices.contains(place) ? $0[place] : "nothing" }
    return (pair[0], pair[1])
  }
}
