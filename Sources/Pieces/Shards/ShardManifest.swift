import Interchange
import Ranks

/// `manifest.json` of a shard: what work it is a part of, and which.
struct ShardManifest: Codable {
  static let version = 1

  /// A file with the results of some items.
  struct Piece: Codable {
    var file: String
    var first: Int
    var end: Int
    var sha256: String
  }

  /// Work on a number of items.
  struct Stage: Codable {
    var name: String
    var items: Int
    var first: Int
    var end: Int
    var pieces: [Piece]
  }

  var format = Self.version
  var work: ShardedWorkName
  /// Of images, model and masks; nil for work that has none.
  var fingerprint: WorkFingerprint?
  var shard: Shard
  /// Digests of what every shard must have found alike.
  var facts: [String: Piece]
  var stages: [Stage]

  static let file = "manifest.json"

  /// - Throws: `InterchangeError` for what is no manifest, or has numbers that none has.
  init(in directory: String) throws {
    let path = directory + "/" + Self.file
    let manifest = try JSON.read(ShardManifest.self, from: path)
    guard (1...Self.version).contains(manifest.format) else {
      throw InterchangeError(
        file: path, place: "format", expected: "at most \(Self.version)",
        found: "\(manifest.format): a later version of the program wrote it")
    }
    guard Shard(manifest.shard.number, of: manifest.shard.count) != nil else {
      throw InterchangeError(
        file: path, place: "shard", expected: "one of its count", found: "\(manifest.shard)")
    }
    if let problem = manifest.problem {
      throw InterchangeError(kind: .malformed, file: path, problem: problem)
    }
    self = manifest
  }

  init(
    work: ShardedWorkName, fingerprint: WorkFingerprint?, shard: Shard, facts: [String: Piece],
    stages: [Stage]
  ) {
    self.work = work
    self.fingerprint = fingerprint
    self.shard = shard
    self.facts = facts
    self.stages = stages
  }

  private var problem: String? {
    let pieces = stages.flatMap(\.pieces) + facts.values
    let strange = pieces.first { $0.file.isEmpty || $0.file.contains("/") || $0.file.first == "." }
    if let strange { return "expected the names of files beside it, found '\(strange.file)'" }
    for stage in stages {
      guard stage.items >= 0, 0 <= stage.first, stage.first <= stage.end, stage.end <= stage.items
      else {
        return "stage \(stage.name): expected items of 0 to \(stage.items), found \(stage.first) "
          + "to \(stage.end)"
      }
      var end = stage.first
      for piece in stage.pieces {
        guard piece.first == end, piece.end > piece.first else {
          return "stage \(stage.name): expected a piece from item \(end), found \(piece.first) to "
            + "\(piece.end)"
        }
        end = piece.end
      }
      guard end == stage.end else {
        return "stage \(stage.name): expected pieces up to item \(stage.end), found them up to "
          + "\(end)"
      }
    }
    return nil
  }
}

/// What is computed: the command line but for what changes no result, and the program's version.
package struct ShardedWorkName: Codable, Equatable {
  package var program: String
  package var command: String
  package var words: [String]

  package init(program: String, command: String, words: [String]) {
    self.program = program
    self.command = command
    self.words = words
  }

  /// The first thing that differs, in both; nil if nothing does.
  func difference(from other: ShardedWorkName) -> (here: String, there: String)? {
    if program != other.program { return ("version \(program)", "version \(other.program)") }
    if command != other.command { return ("'\(command)'", "'\(other.command)'") }
    if words == other.words { return nil }
    let place = zip(words, other.words).prefix { $0 == $1 }.count
    func word(_ words: [String]) -> String {
      words.indices.contains(place) ? words[place] : "nothing more"
    }
    return (word(words), word(other.words))
  }
}
