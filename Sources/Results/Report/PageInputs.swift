import Datasets
package import Figures
import Foundation
import Interchange

/// The files that a page was made from.
package enum PageInputs {
  package typealias Input = ModelsReport.Provenance.Input

  /// The size and digest of each file, in the order given, once.
  ///
  /// - Throws: `InterchangeError` for a file that cannot be read any more. Pipes, which can be read
  ///   once only, are left out.
  package static func digests(of files: [String]) throws -> [Input] {
    var seen: Set<String> = []
    return try files.filter { seen.insert($0).inserted && isOrdinary($0) }.map { file in
      var digest = SHA256()
      var bytes = 0
      try FileReader.read(file, inPiecesOf: 1 << 20) { piece in
        digest.update(piece)
        bytes += piece.count
      }
      return Input(file: file, bytes: bytes, sha256: digest.hexadecimal())
    }
  }

  private static func isOrdinary(_ file: String) -> Bool {
    let path = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return type == .typeRegular
  }
}
