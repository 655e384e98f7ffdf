import Compute
import Foundation
import NeuralNetwork
import Testing

/// Work in shards, and merging them.
@Suite struct ShardCommandTests {
  /// The options of a command about the model and the data, and what it writes.
  static let commands: [(line: String, out: String)] = [
    ("predict", "out.csv"),
    ("saliency --wrong --method grad-cam --listing list.csv --png sheet.png", "out.npy"),
    ("erase --method grad-cam --sheet-images 3 --figures 1,30 --control-draws 2", "out"),
    (
      "erase sweep --methods gradient random --tops 0.05 --boxes 3x3 --fills mean --block 7",
      "out"
    ),
    ("erase minimal --most-boxes 4 --limit 9 --sheet-images 2", "out"),
    ("evaluate-explanations --methods gradient random --limit 12 --per-step 256", "out"),
    ("undesirable --limit 7 --iterations 2 --trials 2", "out"),
    ("obalex --masks centre", "out.csv"),
    ("sis --limit 7 --per-round 256 --threshold 0.3", "out"),
  ]

  private func furnish(_ place: Workplace) throws {
    try place.writeData()
    try place.writeModel()
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  private static let subject = " --model model.safetensors --data data"

  /// All files below a directory, or the one that a path names.
  private func files(_ place: Workplace, _ names: [String]) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in names {
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: place.path(name), isDirectory: &isDirectory)
      else { continue }
      if isDirectory.boolValue {
        for inner in try FileManager.default.subpathsOfDirectory(atPath: place.path(name)) {
          found[name + "/" + inner] = try? place.bytes(name + "/" + inner)
        }
      } else {
        found[name] = try place.bytes(name)
      }
    }
    return found
  }

  @Test(arguments: commands.indices)
  func mergedShardsAreTheBytesOfOneRun(number: Int) async throws {
    let (line, out) = Self.commands[number]
    try await withWorkplace { place in
      try furnish(place)
      let whole = line + Self.subject + " --out \(out)"
      let names = [out, "list.csv", "sheet.png"]
      let single = try await place.program.run(words(whole))
      #expect(single.code == 0, "\(single.err)")
      let expected = try files(place, names)
      #expect(!expected.isEmpty)
      for name in names { try? FileManager.default.removeItem(atPath: place.path(name)) }
      for shard in [3, 1, 2] {
        let part = try await place.program.run(words(whole + " --shard \(shard)/3"))
        #expect(part.code == 0, "\(part.err)")
        #expect(!place.exists(out), "a shard writes nothing but itself")
      }
      let merged = try await place.program.run(words("merge \(out).shards"))
      #expect(merged.code == 0, "\(merged.err)")
      #expect(merged.out == single.out)
      let found = try files(place, names)
      #expect(Set(found.keys) == Set(expected.keys))
      for (name, bytes) in expected { #expect(found[name] == bytes, "\(name)") }
    }
  }

  @Test func whatIsNotTheWholeIsRefused() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let line = "predict" + Self.subject
      func run(_ rest: String) async throws -> Program.Output {
        try await place.program.run(words(line + " --quiet " + rest))
      }
      for shard in 1...2 { _ = try await run("--out a.csv --shard \(shard)/3") }
      let gap = try await place.program.run(words("merge a.csv.shards"))
      #expect(gap.code == 3 && gap.err.contains("missing: 3"), "\(gap)")
      _ = try await run("--out b.csv --shard 3/3 --limit 40")
      let other = try await place.program.run(
        words("merge a.csv.shards b.csv.shards/3-of-3"))
      #expect(other.code == 3 && other.err.contains("other settings"), "\(other)")
      _ = try await run("--out a.csv --shard 3/3")
      let twice = try await place.program.run(
        words("merge a.csv.shards a.csv.shards/3-of-3"))
      #expect(twice.code == 3 && twice.err.contains("as is"), "\(twice)")
      let again = try await run("--out a.csv --shard 3/3")
      #expect(again.code == 0)
      let shard = "a.csv.shards/2-of-3/"
      let pieces = try FileManager.default.contentsOfDirectory(atPath: place.path(shard))
      let piece = shard + (try #require(pieces.first { $0.hasPrefix("predictions-") }))
      let bytes = try place.bytes(piece)
      try place.write(bytes.map { $0 == UInt8(ascii: "3") ? UInt8(ascii: "4") : $0 }, piece)
      let damaged = try await place.program.run(words("merge a.csv.shards"))
      #expect(damaged.code == 3 && damaged.err.contains("SHA-256"), "\(damaged)")
      #expect(!place.exists("a.csv"))
      try place.write(bytes, piece)
      try FileManager.default.removeItem(atPath: place.path("a.csv.shards/3-of-3"))
      try place.writeModel { $0.values.pointer[0] += 1 }
      _ = try await run("--out a.csv --shard 3/3")
      let model = try await place.program.run(words("merge a.csv.shards"))
      #expect(model.code == 3 && model.err.contains("a model"), "\(model)")
    }
  }

  @Test func aStoppedShardGoesOnByTheSameCommand() async throws {
    try await withWorkplace { place in
      try place.writeData(testCount: 200)
      try place.writeModel()
      let line = "undesirable --iterations 8 --out out --shard 1/1" + Self.subject
      let stopped = try await place.program.run(
        words(line), signal: SIGUSR1, after: "undesirable: 0 of",
        and: "out.shards/1-of-1.unfinished/trial-0-0.piece")
      #expect(stopped.code == 75, "\(stopped)")
      #expect(stopped.err.contains("the same command goes on"))
      #expect(place.exists("out.shards/1-of-1.unfinished/trial-0-0.piece"))
      let changed = try await place.program.run(
        words(line.replacing("--iterations 8", with: "--iterations 9")))
      #expect(changed.code == 2 && changed.err.contains("other settings"), "\(changed)")
      let done = try await place.program.run(words(line))
      #expect(done.code == 0, "\(done)")
      #expect(!place.exists("out.shards/1-of-1.unfinished"))
    }
  }
}
