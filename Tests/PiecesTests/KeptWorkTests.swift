import Foundation
import Interchange
import Terminal
import Testing

@testable import Pieces

/// Work that is no shard and is kept until it is done.
@Suite struct KeptWorkTests {
  private func work(_ output: String, words: [String] = ["--limit=4"], force: Bool = false) throws
    -> PieceWork
  {
    try PieceWork.kept(
      of: output, work: ShardedWorkName(program: "1", command: "causes", words: words),
      force: force, console: Console(quiet: true))
  }

  private func squares(
    _ work: PieceWork, until end: Int = .max, makes: inout [Int]
  ) throws -> [Int] {
    var asked: [Int] = []
    defer { makes += asked }
    return try work.rows(
      "squares", of: 10, size: 3, .init(label: "squares"), problem: { $0 * $0 == $1 ? nil : "no" }
    ) { items, _ in
      if items.lowerBound >= end { throw Interrupted(.user) }
      asked += items
      return items.map { $0 * $0 }
    }.rows
  }

  private func inDirectory(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory.path(percentEncoded: false) + "/out")
  }

  @Test func goesOnWhereItWasStopped() throws {
    try inDirectory { output in
      var makes: [Int] = []
      do {
        let first = try work(output)
        #expect(throws: Interrupted.self) {
          try first.tellingWhereItGoesOn { try squares(first, until: 6, makes: &makes) }
        }
      }
      #expect(makes == Array(0..<6))
      let second = try work(output)
      #expect(!second.isWhole && !second.isShard)
      #expect(try squares(second, makes: &makes) == (0..<10).map { $0 * $0 })
      #expect(makes == Array(0..<10))
      try second.endKept()
      #expect(!FileManager.default.fileExists(atPath: output + ".unfinished"))
    }
  }

  @Test func otherWorkIsNotGoneOnWith() throws {
    try inDirectory { output in
      var makes: [Int] = []
      _ = try squares(try work(output), makes: &makes)
      #expect {
        try work(output, words: ["--limit=5"])
      } throws: { error in
        let text = "\(error)"
        return text.contains("--limit=4") && text.contains("--limit=5")
      }
      _ = try squares(try work(output, words: ["--limit=5"], force: true), makes: &makes)
      #expect(makes == Array(0..<10) + Array(0..<10))
    }
  }

  @Test func whatFailsAtFirstLeavesNothing() throws {
    try inDirectory { output in
      let kept = try work(output)
      #expect(throws: InterchangeError.self) {
        try kept.preparing {
          _ = try kept.fact("answers") { [1, 2] }
          throw InterchangeError(kind: .malformed, file: "x", problem: "is broken")
        }
      }
      #expect(!FileManager.default.fileExists(atPath: output + ".unfinished"))
    }
  }
}
