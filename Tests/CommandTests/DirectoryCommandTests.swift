import Compute
import Foundation
import Interchange
import NeuralNetwork
import Testing

/// Directories of results: one writer at a time, nobody else's files, no links.
@Suite struct DirectoryCommandTests {
  private static let model = "--model model.safetensors --data data --limit 4"

  private func words(_ line: String) -> [String] {
    line.split(separator: " ").map(String.init)
  }

  private func withModel(_ body: (Workplace) async throws -> Void) async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      try await body(place)
    }
  }

  @Test(arguments: [
    ("train --data data --epochs 2 --batch-size 5", "model.safetensors"),
    ("study --data data --limit 8 --epochs 1 --control-draws 1", "report.html"),
    ("sis \(model) --per-round 64", "sis.csv"),
    ("undesirable \(model) --iterations 20", "undesirable.csv"),
    ("erase \(model)", "erasure.csv"),
    ("erase sweep \(model) --tops 0.1 --boxes 1x1", "sweep.csv"),
  ])
  func ofTwoAtOnceOneIsRefused(line: String, file: String) async throws {
    try await withModel { place in
      for round in 1...3 {
        // Half of the rounds into a directory that is there already.
        if round % 2 == 0 {
          try FileManager.default.createDirectory(
            atPath: place.path("out\(round)"), withIntermediateDirectories: true)
        }
        let arguments = words(line + " --quiet --out out\(round)")
        async let first = place.program.run(arguments)
        async let second = place.program.run(arguments)
        let outputs = try await [first, second].sorted { $0.code < $1.code }
        #expect(outputs.map(\.code) == [0, 1], "\(outputs)")
        let message = outputs[1].err
        #expect(
          message.contains("another process writes into this directory")
            || message.contains("is not empty"), "\(message)")
        #expect(place.exists("out\(round)/\(file)"))
        #expect(!place.exists("out\(round)/unfinished"))
      }
    }
  }

  @Test func forceTouchesOnlyWhatIsTheCommands() async throws {
    try await withModel { place in
      func make(_ name: String, _ text: String) throws {
        let directory = (place.path(name) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
          atPath: directory, withIntermediateDirectories: true)
        try place.write(text, name)
      }
      let trained = try await place.program.run(
        words("train --data data --epochs 1 --batch-size 5 --out run --quiet"))
      #expect(trained.code == 0, "\(trained)")
      let configuration = try place.bytes("run/config.json")
      for (line, file) in [
        ("erase sweep \(Self.model)", "a/work/notes.txt"),
        ("erase sweep \(Self.model)", "b/work/untouched-0.npy"),
        ("erase sweep \(Self.model)", "c/config.json"),
        ("sis \(Self.model)", "d/unfinished/notes.txt"),
        ("undesirable \(Self.model)", "e/unfinished/0.json"),
        ("study \(Self.model)", "f/unfinished/below/file"),
        ("train --data data --epochs 1", "g/config.json"),
        ("train --data data --epochs 1", "h/model.safetensors"),
        ("study --data data --epochs 1 --limit 4", "i/run/model.safetensors"),
        ("synth --train-images 4 --test-images 4", "j/test_batch.bin"),
      ] {
        try make(file, "mine")
        let directory = String(file.prefix(1))
        let result = try await place.program.run(words("\(line) --out \(directory) --force"))
        #expect(result.code != 0 && result.err.contains(directory + "/"), "\(file): \(result)")
        #expect(try place.text(file) == "mine")
        #expect(
          try FileManager.default.subpathsOfDirectory(atPath: place.path(directory)).count
            == file.split(separator: "/").count - 1, "\(file)")
      }
      for command in ["erase sweep", "erase", "sis", "study"] {
        let result = try await place.program.run(
          words("\(command) \(Self.model) --out run --force"))
        #expect(result.code == 1 && result.err.contains("a training run is in"), "\(result)")
      }
      #expect(try place.bytes("run/config.json") == configuration)
      // What a command made itself it replaces, and leaves what lies beside it.
      try place.write("mine", "run/notes.txt")
      let again = try await place.program.run(
        words("train --data data --epochs 1 --batch-size 5 --out run --quiet --force"))
      #expect(again.code == 0, "\(again)")
      #expect(try place.text("run/notes.txt") == "mine")
      for _ in 1...2 {
        let swept = try await place.program.run(
          words("erase sweep \(Self.model) --tops 0.1 --boxes 1x1 --out sweep --force"))
        #expect(swept.code == 0, "\(swept)")
      }
    }
  }

  @Test(arguments: ["metrics.csv", "model.safetensors", "checkpoint.safetensors", "other"])
  func linksInARunAreNotFollowed(name: String) async throws {
    try await withModel { place in
      let line = "train --data data --epochs 1 --batch-size 5 --quiet"
      #expect(try await place.program.run(words(line + " --out run")).code == 0)
      try place.write("mine", "target")
      try? FileManager.default.removeItem(atPath: place.path("run/" + name))
      try FileManager.default.createSymbolicLink(
        atPath: place.path("run/" + name), withDestinationPath: "../target")
      for command in ["train --resume run", line + " --out run --force"] {
        let result = try await place.program.run(words(command))
        #expect(result.code == 1 && result.err.contains("run/\(name): is a symbolic link"))
        #expect(try place.text("target") == "mine")
      }
      // A link to the directory itself is what the user named.
      try FileManager.default.createDirectory(
        atPath: place.path("real"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: place.path("named"), withDestinationPath: "real")
      #expect(try await place.program.run(words(line + " --out named")).code == 0)
      #expect(place.exists("real/model.safetensors"))
    }
  }

  @Test func aStudyThatWasKilledGoesOnToTheSameBytes() async throws {
    try await withModel { place in
      let line = "study --data data --limit 8 --batch-size 4 --epochs 12 --control-draws 1"
      let whole = try await place.program.run(words(line + " --out whole"))
      #expect(whole.code == 0, "\(whole)")
      let killed = try await place.program.run(
        words(line + " --out broken"), signal: SIGKILL, after: "epoch 2/12")
      #expect(killed.code == 128 + SIGKILL, "\(killed)")
      for (other, message) in [("--seed 5", "other settings"), ("--lr 0.1", "other settings")] {
        let refused = try await place.program.run(
          words("\(line) --out broken --resume \(other)"))
        #expect(refused.code == 2 && refused.err.contains(message), "\(refused)")
      }
      let resumed = try await place.program.run(
        words(line + " --out broken --resume --threads 1"))
      #expect(resumed.code == 0, "\(resumed)")
      #expect(!place.exists("broken/unfinished"))
      for file in [
        "predictions.csv", "heatmap.csv", "heatmap.svg", "rates.csv", "erasure.csv", "sheet.png",
        "run/model.safetensors", "run/config.json",
      ] {
        #expect(try place.bytes("whole/" + file) == place.bytes("broken/" + file), "\(file)")
      }
      for file in ["summary.json", "report.html"] {
        #expect(
          try place.text("broken/" + file).replacing("broken", with: "whole")
            == place.text("whole/" + file).replacing("broken", with: "whole"), "\(file)")
      }
      let again = try await place.program.run(words(line + " --out broken --resume"))
      #expect(again.code == 2 && again.err.contains("no unfinished work"), "\(again)")
    }
  }

  @Test func workOnOtherImagesOrAnotherModelIsRefused() async throws {
    try await withModel { place in
      let line = "undesirable \(Self.model) --iterations 200 --batch-size 2"
      let stopped = try await place.program.run(
        words(line + " --out out"), signal: SIGINT, after: "undesirable: 0 of")
      #expect(stopped.code == 130, "\(stopped)")
      let data = try place.bytes("data/test_batch.bin")
      var other = data
      other[1000] ^= 1
      try place.write(other, "data/test_batch.bin")
      let images = try await place.program.run(words(line + " --out out --resume"))
      #expect(images.code == 3 && images.err.contains("other images"), "\(images)")
      try place.write(data, "data/test_batch.bin")
      try place.writeModel { $0.values.pointer[0] += 1 }
      let model = try await place.program.run(words(line + " --out out --resume"))
      #expect(model.code == 3 && model.err.contains("another model"), "\(model)")
    }
  }
}
