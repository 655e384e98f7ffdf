import Foundation
import Interchange
import Synchronization
import Terminal
import Testing
import misclass

/// Every command that writes, with every call of the system failing in turn.
///
/// The commands run in this process, so that single calls can fail.
@Suite struct FaultCommandTests {
  static let lines = [
    "predict --model M --data D --out O", "convert --in M --out O --dtype F16",
    "saliency --model M --data D --limit 4 --out O --png O.png --listing O.csv",
    "erase --model M --data D --limit 4 --out O",
    "erase minimal --model M --data D --limit 1 --most-boxes 3 --out O",
    "erase sweep --model M --data D --limit 4 --tops 0.1 --boxes 1x1 --fills zero --block 2 "
      + "--out O",
    "evaluate-explanations --model M --data D --limit 2 --methods gradient --per-step 512 --out O",
    "obalex --model M --data D --masks data --limit 4 --out O",
    "sis --model M --data D --limit 4 --per-round 512 --batch-size 2 --out O",
    "undesirable --model M --data D --limit 4 --iterations 1 --batch-size 2 --out O",
    "train --data D --epochs 1 --batch-size 5 --out O",
    "study --model M --data D --limit 4 --control-draws 1 --out O",
    "study --data D --limit 4 --epochs 1 --control-draws 1 --out O",
    "synth --train-images 4 --test-images 4 --out O",
    "confusion --predictions P --out O --svg O.svg", "confusion network --predictions P --out O",
    "report --predictions P --out O",
  ]

  /// Files that hold times, which no two runs share.
  private static let timed = ["metrics.csv", "checkpoint.safetensors", "report.html"]

  private struct Outcome {
    var code: Int32
    var messages: String
  }

  private func run(_ words: [String]) -> Outcome {
    let text = Mutex("")
    let messages = Messages()
    let console = Console(
      quiet: true, isTerminal: false, width: { 80 }, environment: [:], write: { messages.add($0) })
    let code = Misclass.root.main(
      words, codeForOthers: Misclass.exitCode, width: 80, console: console,
      show: { shown in text.withLock { $0 += shown } })
    return Outcome(code: code.rawValue, messages: messages.text)
  }

  private final class Messages: Sendable {
    private let content = Mutex("")
    func add(_ text: String) { content.withLock { $0 += text } }
    var text: String { content.withLock { $0 } }
  }

  private static func furnish(_ place: Workplace) throws {
    try place.writeData()
    try place.writeModel()
    for split in ["train", "test"] {
      let count = split == "train" ? 10 : 40
      try NumpyArray(
        shape: [count, 32, 32],
        bytes: (0..<count * 1024).map { $0 % 1024 < 512 ? 1 : 0 }
      ).write(to: place.path("data/\(split)_masks.npy"))
    }
    let rows = (0..<20).map { "\($0),\($0 % 4),\(($0 * 7) % 4)\n" }.joined()
    try place.write("index,label,predicted\n" + rows, "p.csv")
  }

  private static func words(_ line: String, _ place: Workplace, out: String) -> [String] {
    let names = ["M": "model.safetensors", "D": "data", "P": "p.csv", "Q": "q.csv"]
    let words = line.split(separator: " ").map { word in
      if let name = names[String(word)] { return place.path(name) }
      return word.hasPrefix("O") ? place.path(out) + word.dropFirst() : String(word)
    }
    return words + ["--quiet", "--threads", "1"]
  }

  /// All files whose path begins with a name, by the rest of the path.
  private static func files(_ place: Workplace, _ name: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: place.directory)
    where path == name || path.hasPrefix(name + "/") || path.hasPrefix(name + ".") {
      var isDirectory: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: place.path(path), isDirectory: &isDirectory)
      if !isDirectory.boolValue {
        files[String(path.dropFirst(name.count))] = try place.bytes(path)
      }
    }
    return files
  }

  private static func remove(_ name: String, in place: Workplace) throws {
    for path in try FileManager.default.contentsOfDirectory(atPath: place.directory)
    where path == name || path.hasPrefix(name + ".") {
      try FileManager.default.removeItem(atPath: place.path(path))
    }
  }

  @Test(arguments: lines)
  func everyFileIsWholeAndTheFailureTold(line: String) async throws {
    try await withWorkplace { place in
      try Self.furnish(place)
      #expect(run(Self.words(line, place, out: "whole")).code == 0)
      let whole = try Self.files(place, "whole")
      #expect(!whole.isEmpty)
      var faults = 0
      for call in FileFaults.Call.allCases {
        let kinds: [FileFaults.Kind] =
          [.fails(call == .read ? EIO : ENOSPC), .interrupted]
          + (call == .read || call == .write ? [.cutShort] : [])
        for kind in kinds {
          faults += try everyNumber(call, kind, line, whole, place)
        }
      }
      #expect(faults >= 10)
      print("\(faults) faults: \(line)")
    }
  }

  /// Commands that only read: with each file that cannot be opened or read they say which.
  @Test(arguments: [
    "data info --data D", "convert --in M", "confusion --predictions P --json",
    "homogeneity --predictions P Q --resamples 10 --json", "patterns --predictions P --json",
    "compare --predictions P Q --json", "compare --predictions P Q --labels P --json",
    "confusion network --predictions P --labels Q --json",
    "obalex --model M --data D --masks data --limit 2 --json",
  ])
  func everyFileThatCannotBeReadIsNamed(line: String) async throws {
    try await withWorkplace { place in
      try Self.furnish(place)
      try place.write(place.text("p.csv"), "q.csv")
      let words = Self.words(line, place, out: "out")
      #expect(run(words).code == 0)
      for call in [FileFaults.Call.open, .read] {
        let kinds: [FileFaults.Kind] =
          [.fails(EIO), .interrupted] + (call == .read ? [.cutShort] : [])
        for kind in kinds {
          var struck = 0
          for number in 1...20 {
            let faults = FileFaults(call, number: number, kind)
            let outcome = FileFaults.$current.withValue(faults) { run(words) }
            if !faults.hasStruck { break }
            struck += 1
            let isFailure = kind == .fails(EIO)
            let note = Comment(rawValue: "\(call) \(number) \(kind): \(line): \(outcome)")
            #expect((outcome.code != 0) == isFailure, note)
            if isFailure { #expect(outcome.messages.contains(place.directory + "/"), note) }
          }
          #expect(struck > 0, "\(call) \(kind)")
        }
      }
    }
  }

  /// Which calls fail in turn: the first few and some of the later ones, or with
  /// `MISCLASS_FAULTS=all` every one.
  private static let numbers: [Int] =
    ProcessInfo.processInfo.environment["MISCLASS_FAULTS"] == "all"
    ? Array(1...60) : [1, 2, 3, 9, 27]

  /// Lets one call fail after the other, until there are no more of them.
  private func everyNumber(
    _ call: FileFaults.Call, _ kind: FileFaults.Kind, _ line: String, _ whole: [String: [UInt8]],
    _ place: Workplace
  ) throws -> Int {
    var struck = 0
    for number in Self.numbers {
      try Self.remove("out", in: place)
      let faults = FileFaults(call, number: number, kind)
      let outcome = FileFaults.$current.withValue(faults) {
        run(Self.words(line, place, out: "out"))
      }
      let note = Comment(rawValue: "\(call) \(number) \(kind): \(line): \(outcome)")
      let isFailure = if case .fails = kind { faults.hasStruck } else { false }
      #expect((outcome.code != 0) == isFailure, note)
      if isFailure { #expect(outcome.messages.contains(place.directory + "/"), note) }
      let files = try Self.files(place, "out")
      if !isFailure { #expect(Set(files.keys) == Set(whole.keys), note) }
      for (name, bytes) in files {
        #expect(!AtomicFile.isTemporary((name as NSString).lastPathComponent), note)
        let isTimed = Self.timed.contains((name as NSString).lastPathComponent)
        if let expected = whole[name], !isTimed {
          #expect(Self.isSame(bytes, expected, name, place), note)
        }
      }
      if !faults.hasStruck { break }
      struck += 1
    }
    return struck
  }

  /// The same bytes, but for the directory's own name in what tells of it.
  private static func isSame(
    _ bytes: [UInt8], _ expected: [UInt8], _ name: String, _ place: Workplace
  ) -> Bool {
    if bytes == expected { return true }
    let texts = [bytes, expected].map {
      String(decoding: $0, as: UTF8.self)
        .replacing(place.path("out"), with: "").replacing(place.path("whole"), with: "")
    }
    return texts[0] == texts[1]
  }
}
