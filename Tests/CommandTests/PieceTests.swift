import Foundation
import Interchange
import Testing

/// Pieces of work from files: whatever stands in them, the command says so or goes on.
@Suite struct PieceTests {
  private func words(_ line: String) -> [String] {
    line.split(separator: " ").map(String.init)
  }

  /// Changes of one member of a piece, by its path.
  private static let findings: [([String], String)] = [
    (["index"], "-1"), (["index"], "9223372036854775807"), (["label"], "99"), (["predicted"], "10"),
    (["predicted"], "-9223372036854775808"), (["target"], "1e300"), (["path", "step"], "0"),
    (["path", "step"], "-4"), (["path", "step"], "9223372036854775807"), (["path", "start"], "2"),
    (["path", "start"], "1e999"), (["path", "order"], "[]"), (["path", "order"], "[0, 0]"),
    (["path", "order"], "[99999]"), (["path", "values"], "[]"), (["path", "values"], "[7]"),
    (["subsets"], "[{\"units\": [99999], \"value\": 1}]"),
    (["subsets"], "[{\"units\": [-1], \"value\": 1}]"),
    (["subsets"], "[{\"units\": [3, 3], \"value\": 1}]"),
    (["subsets"], "[{\"units\": [3], \"value\": -1}]"),
    (["subsets"], "[{\"units\": [3], \"value\": 1}, {\"units\": [4], \"value\": 1}]"),
    ([], "null"),
  ]
  private static let masks: [([String], String)] = [
    (["index"], "-1"), (["label"], "99"), (["predicted"], "10"), (["target"], "-1"),
    (["predictedAfter"], "9223372036854775807"), (["predictedShuffled"], "-10"), (["cells"], "[]"),
    (["cells"], "[1, 2, 3]"), (["removed"], "[]"), (["removed"], "[0.5]"),
    (["before"], "{\"logit\": 1, \"probability\": 3}"),
    (["after"], "{\"logit\": 1e39, \"probability\": 1}"),
    (["shuffled"], "{\"logit\": 1, \"probability\": -1}"), ([], "null"),
  ]

  @Test(arguments: [
    ("sis --per-round 512", findings), ("undesirable --iterations 40", masks),
  ])
  func strangePiecesAreRefused(
    command: String, changes: [([String], String)]
  ) async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let line =
        "\(command) --model model.safetensors --data data --limit 4 --batch-size 2 --out out"
      let name = command.split(separator: " ")[0]
      // The last file of results cannot be written: the pieces stay.
      let blocked = "out/\(name).csv"
      try FileManager.default.createDirectory(
        atPath: place.path(blocked), withIntermediateDirectories: true)
      let stopped = try await place.program.run(words(line + " --force"))
      #expect(stopped.code == 1 && stopped.err.contains(blocked), "\(stopped)")
      let piece = try place.text("out/unfinished/0.json")
      for (path, value) in changes {
        try place.write(try Self.changed(piece, path, to: value), "out/unfinished/0.json")
        let result = try await place.program.run(words(line + " --resume"))
        #expect(result.code == 3, "\(path) \(value): \(result)")
        #expect(result.err.contains("out/unfinished/0.json"), "\(path) \(value): \(result)")
      }
      for text in ["", "[", "[]", "{}", "[null, null]", "\u{0}"] {
        try place.write(text, "out/unfinished/0.json")
        let result = try await place.program.run(words(line + " --resume"))
        #expect(result.code == 3 && result.err.contains("0.json"), "\(text): \(result)")
      }
      try place.write(piece, "out/unfinished/0.json")
      try FileManager.default.removeItem(atPath: place.path(blocked))
      let resumed = try await place.program.run(words(line + " --resume"))
      #expect(resumed.code == 0, "\(resumed)")
      #expect(!place.exists("out/unfinished"))
    }
  }

  /// A piece with one member replaced, in its first element.
  private static func changed(
    _ piece: String, _ path: [String], to value: String
  ) throws -> String {
    let mark = "\"<<here>>\""
    func replaced(_ object: Any, _ path: ArraySlice<String>) -> Any {
      guard let step = path.first else { return "<<here>>" }
      guard var members = object as? [String: Any] else { return object }
      members[step] = replaced(members[step] ?? "", path.dropFirst())
      return members
    }
    var elements =
      try JSONSerialization.jsonObject(with: Data(piece.utf8)) as? [Any] ?? []
    elements[0] = replaced(elements[0], path[...])
    let data = try JSONSerialization.data(withJSONObject: elements)
    return String(decoding: data, as: UTF8.self).replacing(mark, with: value)
  }

  @Test func strangeBlocksOfASweepAreRefused() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let line =
        "erase sweep --model model.safetensors --data data --limit 4 --tops 0.1 --boxes 1x1 "
        + "--methods gradient --fills zero --out out"
      #expect(try await place.program.run(words(line)).code == 0)
      let file = "out/work/method-0-0.npy"
      let bytes = try place.bytes(file)
      let array = try NumpyArray(path: place.path(file))
      let width = array.shape[2]
      let strange: [(Int, Float)] = [
        (0, .nan), (width - 2, .infinity), (width - 1, -1), (width - 1, 0.5), (width - 1, 1e30),
        (width - 1, 1025), (width - 1, .nan),
      ]
      for (place_, value) in strange {
        var floats = array.floats
        floats[place_] = value
        try NumpyArray(shape: array.shape, floats: floats).write(to: place.path(file))
        let result = try await place.program.run(words(line + " --resume"))
        #expect(result.code == 3 && result.err.contains(file), "\(value): \(result)")
      }
      let shapes = [[array.shape[0], array.shape[1], 1], [array.floats.count], [0, 4, width]]
      for shape in shapes {
        let count = shape.reduce(1, *)
        try NumpyArray(shape: shape, floats: Array(array.floats.prefix(count))).write(
          to: place.path(file))
        let result = try await place.program.run(words(line + " --resume"))
        #expect(result.code == 3 && result.err.contains(file), "\(shape): \(result)")
      }
      for cut in [0, 9, 100, bytes.count - 1] {
        try place.write(Array(bytes.prefix(cut)), file)
        let result = try await place.program.run(words(line + " --resume"))
        #expect(result.code == 3 && result.err.contains(file), "\(cut): \(result)")
      }
    }
  }
}
