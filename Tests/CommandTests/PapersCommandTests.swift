import Architectures
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Testing

/// The papers that `misclass paper` does over, from outside, on images of 8 x 8 pixels.
@Suite struct PapersCommandTests {
  /// Two classes, bright squares on the left or on the right, with masks.
  private func writeImages(_ place: Workplace, count: Int = 12) throws {
    try FileManager.default.createDirectory(
      atPath: place.path("set"), withIntermediateDirectories: true)
    for split in ["train", "test"] {
      var (pixels, masks): ([UInt8], [UInt8]) = ([], [])
      for image in 0..<count {
        var stream = RandomStream(3, .noise, split == "train" ? 0 : 1, UInt64(image))
        for row in 0..<8 {
          for column in 0..<8 {
            let isObject = (2..<6).contains(row) && column / 4 == image % 2
            masks.append(isObject ? 1 : 0)
            for _ in 0..<3 {
              pixels.append(UInt8(stream.integer(in: 0..<60) + (isObject ? 150 : 0)))
            }
          }
        }
      }
      let files = "set/\(split)_"
      try NumpyArray(shape: [count, 8, 8, 3], bytes: pixels)
        .write(to: place.path(files + "images.npy"))
      try NumpyArray(shape: [count], bytes: (0..<count).map { UInt8($0 % 2) })
        .write(to: place.path(files + "labels.npy"))
      try NumpyArray(shape: [count, 8, 8], bytes: masks)
        .write(to: place.path(files + "masks.npy"))
    }
  }

  private func writeModel(_ place: Workplace, _ name: String, seed: UInt64) throws {
    let architecture = try #require(Architecture.named("resnet20"))
    let model = try Model(
      architecture: architecture, input: Shape(8, 8, 3), classes: 2,
      normalization: Normalization(mean: [0.3, 0.3, 0.3], deviation: [0.25, 0.25, 0.25]),
      classNames: ["0", "1"])
    model.parameters.initialize(seed: seed)
    try model.write(to: place.path(name))
  }

  @Test func listsThePapers() async throws {
    try await withWorkplace { place in
      let result = try await place.program.run("paper")
      #expect(result.code == 0)
      for name in ["causal", "undesirable", "obalex", "sis"] {
        #expect(result.out.contains("\n\(name) "), "\(result.out)")
      }
    }
  }

  struct Paper: CustomTestStringConvertible, Sendable {
    let name: String
    let words: [String]
    let files: [String]
    let claims: Int
    var testDescription: String { name }
  }

  static let papers = [
    Paper(
      name: "undesirable", words: ["--runs", "a.safetensors"],
      files: [
        "figure-2.csv", "figure-2.png", "figure-3.csv", "figure-3.png", "table-1.csv",
        "table-2.csv", "objects.csv",
      ], claims: 10),
    Paper(
      name: "obalex", words: ["--runs", "a.safetensors", "--epochs", "1"],
      files: [
        "figure-2.svg", "figure-2.csv", "figure-3.png", "figure-4.csv", "strategies.svg",
        "strategies.csv", "a-head/run/model.safetensors", "a-masked/run/model.safetensors",
      ], claims: 9),
    Paper(
      name: "sis", words: ["--networks", "resnet20", "--epochs", "1"],
      files: [
        "section-4-1.svg", "section-4-1.csv", "section-4-2.csv", "controls.csv",
        "section-4-4.csv", "resnet20-kept/train.npy", "resnet20-shape/run/model.safetensors",
        "resnet20-dropout/run/model.safetensors",
      ], claims: 10),
  ]

  /// What is done is not done again, and comes to the same bits.
  @Test(arguments: papers)
  func doesAPaperOverAndGoesOn(paper: Paper) async throws {
    try await withWorkplace { place in
      try writeImages(place)
      try writeModel(place, "a.safetensors", seed: 3)
      let words =
        ["paper", paper.name, "--data", "set", "--out", "out", "--limit", "4", "--quiet"]
        + paper.words
      let result = try await place.program.run(words)
      #expect(result.code == 0 && result.out.hasSuffix("out/report.html\n"), "\(result)")
      for file in paper.files + ["claims.csv", "files.json", "work/0.json"] {
        #expect(place.exists("out/" + file), "\(file)")
      }
      let first = try place.lines("out/claims.csv")
      #expect(first[0] == "claim,published,verdict,test")
      #expect(first.count == paper.claims + 1, "\(first)")
      let page = try place.bytes("out/report.html")
      // As if it had been stopped before the last step.
      let steps = try FileManager.default.contentsOfDirectory(atPath: place.path("out/work"))
        .compactMap { Int($0.replacing(".json", with: "")) }
      let last = try #require(steps.max())
      let kept = try place.bytes("out/work/\(last).json")
      try FileManager.default.removeItem(atPath: place.path("out/work/\(last).json"))
      try FileManager.default.removeItem(atPath: place.path("out/report.html"))
      let again = try await place.program.run(words + ["--resume"])
      #expect(again.code == 0, "\(again)")
      #expect(try place.bytes("out/report.html") == page)
      #expect(try place.bytes("out/work/\(last).json") == kept)
      let other = try await place.program.run(words + ["--resume", "--seed", "9"])
      #expect(other.code == 2 && other.err.contains("other settings"), "\(other)")
    }
  }

  @Test(arguments: [
    ("undesirable", "--runs nothing.safetensors", 3, "nothing.safetensors"),
    ("undesirable", "--runs a.safetensors --epochs 3", 2, "--epochs does not go with --runs"),
    ("undesirable", "--masks set/test_labels.npy", 3, "set/test_labels.npy"),
    ("obalex", "--networks resnet18", 2, "whose blocks are known"),
    ("obalex", "--masks set/test_images.npy", 3, "set/test_images.npy"),
    ("sis", "--networks resnet20,resnet20", 2, "each network once"),
    ("sis", "--resume", 2, "holds no unfinished work"),
    ("sis", "--scale tiny", 2, "--scale"),
  ])
  func refusesBeforeItWritesAnything(
    paper: String, line: String, code: Int32, message: String
  ) async throws {
    try await withWorkplace { place in
      try writeImages(place, count: 4)
      try writeModel(place, "a.safetensors", seed: 3)
      let result = try await place.program.run(
        ["paper", paper, "--data", "set", "--out", "out"]
          + line.split(separator: " ").map(String.init))
      #expect(result.code == code && result.out == "", "\(result)")
      #expect(result.err.contains(message), "\(result.err)")
      #expect(result.err.split(separator: "\n").count <= 2, "\(result.err)")
      #expect(!place.exists("out"))
    }
  }

  // MARK: Files of an earlier run

  private func predictions(_ place: Workplace) throws {
    for name in ["a", "b"] {
      try place.write(
        "index,label,predicted\n" + (0..<6).map { "\($0),\($0 % 2),\($0 / 2 % 2)\n" }.joined(),
        name + ".csv")
    }
  }

  private let words = ["paper", "causal", "--predictions", "a.csv", "b.csv", "--out", "out"]

  /// With --force the files that the program made go, and only these.
  @Test func forceRemovesWhatTheProgramMade() async throws {
    try await withWorkplace { place in
      try predictions(place)
      _ = try await place.program.run(words)
      // Of an earlier, larger page, and somebody's own.
      try FileManager.default.createDirectory(
        atPath: place.path("out/old/run"), withIntermediateDirectories: true)
      for file in ["old/run/model.bin", "people.csv", "notes.txt", "old/mine.txt"] {
        try place.write("x", "out/" + file)
      }
      let list = try place.text("out/files.json")
      #expect(list.contains("claims.csv") && !list.contains("notes.txt"))
      try place.write(
        list.replacing(
          "\"claims.csv\"", with: "\"claims.csv\", \"people.csv\", \"old/run/model.bin\""),
        "out/files.json")
      let result = try await place.program.run(words + ["--force"])
      #expect(result.code == 0, "\(result)")
      #expect(!place.exists("out/people.csv") && !place.exists("out/old/run"))
      #expect(place.exists("out/notes.txt") && place.exists("out/old/mine.txt"))
      #expect(place.exists("out/report.html"))
      #expect(try place.text("out/files.json") == list)
    }
  }

  /// A list that leads out of the directory, or is none, is not the program's.
  @Test(arguments: [
    #"{"command": "paper causal", "files": ["../a.csv"]}"#,
    #"{"command": "paper causal", "files": ["/etc/passwd"]}"#, "mine",
  ])
  func aListThatIsNotTheProgramsIsLeftAlone(list: String) async throws {
    try await withWorkplace { place in
      try predictions(place)
      _ = try await place.program.run(words)
      try place.write(list, "out/files.json")
      let page = try place.bytes("out/report.html")
      let result = try await place.program.run(words + ["--force"])
      #expect(result.code != 0 && result.err.contains("files.json"), "\(result)")
      #expect(try place.bytes("out/report.html") == page)
      #expect(place.exists("a.csv"))
    }
  }

  /// What is listed but was replaced by a link, or lies behind one, stays.
  @Test func linksAreNotFollowed() async throws {
    try await withWorkplace { place in
      try predictions(place)
      _ = try await place.program.run(words)
      try FileManager.default.createDirectory(
        atPath: place.path("elsewhere"), withIntermediateDirectories: true)
      try place.write("x", "elsewhere/kept.csv")
      let list = try place.text("out/files.json")
      try place.write(
        list.replacing("\"claims.csv\"", with: "\"claims.csv\", \"elsewhere/kept.csv\""),
        "out/files.json")
      try FileManager.default.createSymbolicLink(
        atPath: place.path("out/elsewhere"), withDestinationPath: place.path("elsewhere"))
      _ = try await place.program.run(words + ["--force"])
      #expect(place.exists("elsewhere/kept.csv"))
    }
  }
}
