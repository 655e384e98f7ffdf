import Foundation
import Interchange
import NeuralNetwork
import Testing

/// Files that are not there, cut short, empty, or in the way.
@Suite struct BadInputTests {
  /// A command that reads a kind of file.
  struct Reading: CustomTestStringConvertible, Sendable {
    let line: String
    let file: String
    /// Where a file cut short goes wrong.
    let place: String
    var words: [String] { line.split(separator: " ").map(String.init) }
    var testDescription: String { "\(words[0]) \(file)" }

    init(_ line: String, _ file: String, cutShortAt place: String) {
      self.line = line
      self.file = file
      self.place = place
    }
  }

  static let readings = [
    Reading(
      "predict --model model.safetensors --data data --out out.csv", "data/test_batch.bin",
      cutShortAt: "byte \(39 * 3073)"),
    Reading(
      "predict --model model.safetensors --data data --out out.csv", "model.safetensors",
      cutShortAt: "byte"),
    Reading(
      "erase --model model.safetensors --data data --out out --spare masks.npy", "masks.npy",
      cutShortAt: "byte 128"),
    Reading(
      "confusion --predictions predictions.npy --data data --out out.csv", "predictions.npy",
      cutShortAt: "byte 128"),
    Reading(
      "confusion --predictions predictions.csv --out out.csv", "predictions.csv",
      cutShortAt: "line 41"),
    Reading(
      "confusion --predictions predictions.json --data data --out out.csv", "predictions.json",
      cutShortAt: "byte"),
    Reading("homogeneity --counts errors.csv", "errors.csv", cutShortAt: "line 3"),
    Reading(
      "homogeneity --predictions predictions.csv predictions.json", "predictions.json",
      cutShortAt: "byte"),
    Reading(
      "compare --predictions predictions.csv predictions.npy --out out.csv", "predictions.npy",
      cutShortAt: "byte 128"),
    Reading(
      "patterns --predictions predictions.csv --humans votes.npy --out out.csv", "votes.npy",
      cutShortAt: "byte 128"),
    Reading(
      "scores --predictions scores.csv --group a=0>1 --group b=1>0 --svg out.csv", "scores.csv",
      cutShortAt: "line 3"),
  ]

  /// One good file of each kind, all of the same 40 images.
  private func furnish(_ place: Workplace) throws {
    try place.writeData()
    try place.writeModel()
    let predicted = (0..<40).map { $0 * 7 % 10 }
    let rows = predicted.enumerated().map { "\($0),\($0 % 10),\($1)\n" }.joined()
    try place.write("index,label,predicted\n" + rows, "predictions.csv")
    try place.write("\(predicted)", "predictions.json")
    try NumpyArray(shape: [40], integers: predicted).write(to: place.path("predictions.npy"))
    try place.write("class,a,b\nx,3,4\ny,5,6\n", "errors.csv")
    try place.write("label,logit_0,logit_1\n0,1,2\n1,2,1\n", "scores.csv")
    try NumpyArray(shape: [40, 10], integers: [Int](repeating: 5, count: 400))
      .write(to: place.path("votes.npy"))
    try NumpyArray(shape: [40, 32, 32], bytes: [UInt8](repeating: 0, count: 40 * 1024))
      .write(to: place.path("masks.npy"))
  }

  private func expectRefusal(
    of reading: Reading, _ place: Workplace, mentions: [String]
  ) async throws {
    let result = try await place.program.run(reading.words)
    #expect(result.code == 3 && result.out == "", "\(result)")
    for text in mentions { #expect(result.err.contains(text), "\(result.err)") }
    #expect(!place.exists("out.csv") && !place.exists("out"))
  }

  @Test func whatIsWholeIsRead() async throws {
    try await withWorkplace { place in
      try furnish(place)
      for reading in Self.readings {
        let result = try await place.program.run(reading.words + ["--force"])
        #expect(result.code == 0, "\(reading.words): \(result.err)")
      }
    }
  }

  @Test(arguments: readings)
  func aMissingFileEndsWith3(reading: Reading) async throws {
    try await withWorkplace { place in
      try furnish(place)
      try FileManager.default.removeItem(atPath: place.path(reading.file))
      try await expectRefusal(of: reading, place, mentions: [reading.file])
    }
  }

  @Test(arguments: readings)
  func aFileCutShortEndsWith3(reading: Reading) async throws {
    try await withWorkplace { place in
      try furnish(place)
      try place.write(Array(try place.bytes(reading.file).dropLast(2)), reading.file)
      try await expectRefusal(of: reading, place, mentions: [reading.file, reading.place])
    }
  }

  @Test(arguments: readings)
  func anEmptyFileEndsWith3(reading: Reading) async throws {
    try await withWorkplace { place in
      try furnish(place)
      try place.write("", reading.file)
      try await expectRefusal(of: reading, place, mentions: [reading.file])
    }
  }

  /// One weight that is no number would make every score NaN, and every image class 0.
  @Test(arguments: [
    (Float.nan, Int32(3), "expected finite numbers, found nan at element 0"),
    (3e38, 1, "image 0: the classifier gave the score"),
  ])
  func weightsThatGiveNoScoresAreRefused(weight: Float, code: Int32, message: String) async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel { parameters in
        // The last layer's: no ReLU after it can hide what is no number.
        let index = parameters.descriptions.firstIndex { $0.name == "linear.weight" } ?? 0
        parameters.setTensor(index, to: [Float](repeating: weight, count: 640))
      }
      let result = try await place.program.run(
        "predict", "--model", "model.safetensors", "--data", "data", "--out", "p", "--quiet")
      #expect(result.code == code && result.out == "", "\(result)")
      #expect(result.err.contains(message), "\(result.err)")
      #expect(!place.exists("p"))
    }
  }

  @Test func aSettingOfOtherMethodsIsRemarked() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        "saliency", "--model", "model.safetensors", "--data", "data", "--limit", "2", "--out", "m",
        "--samples", "9", "--scale", "raw")
      #expect(result.code == 0)
      #expect(result.err.contains("--samples is for smoothgrad, lime, rise; it changes nothing of"))
      #expect(!result.err.contains("--scale is for"))
    }
  }

  @Test func aModelOfOtherClassesIsWarnedOf() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let words = [
        "predict", "--model", "model.safetensors", "--data", "data", "--limit", "2", "--out", "p",
        "--force", "--quiet",
      ]
      #expect(try await place.program.run(words).err == "")
      let names = try place.text("data/batches.meta.txt").replacing("disc", with: "ball")
      try place.write(names, "data/batches.meta.txt")
      let result = try await place.program.run(words)
      #expect(
        result.code == 0 && result.err.contains("the data's classes are")
          && result.err.contains("ball"))
    }
  }

  @Test func anEmptyDirectoryIsNoDataSet() async throws {
    try await withWorkplace { place in
      try FileManager.default.createDirectory(
        atPath: place.path("empty"), withIntermediateDirectories: true)
      let result = try await place.program.run("data", "info", "--data", "empty")
      #expect(result.code == 3 && result.err.contains("empty"), "\(result.err)")
    }
  }

  @Test func outputThatExistsIsKept() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let words = ["confusion", "--predictions", "predictions.csv", "--out", "heatmap.csv"]
      try place.write("mine", "heatmap.csv")
      let refused = try await place.program.run(words)
      #expect(refused.code == 1 && refused.err.contains("heatmap.csv exists; --force"))
      #expect(try place.text("heatmap.csv") == "mine")
      #expect(try await place.program.run(words + ["--force"]).code == 0)
      #expect(try place.text("heatmap.csv").hasPrefix(#"true\predicted,0,1,"#))
      let synth = try await place.program.run("synth", "--out", "data")
      #expect(synth.code == 1 && synth.err.contains("data is not empty; --force"))
    }
  }

  /// A device of Linux that takes nothing, as a full disk does.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func resultsThatCannotBePrintedAreAFailure() async throws {
    try await withWorkplace { place in
      let child = try ChildProcess(
        Program.executable().path(percentEncoded: false), ["networks", "--json"],
        in: place.program.directory, output: "/dev/full",
        errors: place.program.directory + "/errors")
      #expect(try child.codeAtEnd() == 1)
      #expect(
        try place.text("errors") == "misclass: error: standard output: No space left on device\n")
    }
  }

  @Test func outputIsCheckedBeforeTheWork() async throws {
    try await withWorkplace { place in
      let nowhere = try await place.program.run(
        "predict", "--model", "none", "--data", "planted", "--out", "no/such/place.csv")
      #expect(nowhere.code == 1 && nowhere.err.contains("no/such"), "\(nowhere.err)")
      let twice = try await place.program.run(
        "confusion", "--predictions", "p.csv", "--out", "a.csv", "--rates", "./a.csv")
      #expect(twice.code == 2 && twice.err.contains("--out and --rates name the same file"))
      try place.write("label,predicted\n0,1\n", "p.csv")
      let own = try await place.program.run(
        "confusion", "--predictions", "p.csv", "--out", "p.csv", "--force")
      #expect(own.code == 2 && own.err.contains("--predictions and --out name the same file"))
      #expect(try place.text("p.csv") == "label,predicted\n0,1\n")
    }
  }

  @Test(arguments: [
    (
      "confusion --predictions predictions.csv --classes a,b,c", 3,
      "predictions.csv: line 3: expected a class from 0 to 2 for predicted, found '7'"
    ),
    ("confusion --predictions predictions.json", 2, "give --data or --labels"),
    ("confusion --predictions predictions.csv --data data", 3, "predictions.csv: gives image"),
    ("confusion --predictions masks.npy --data data", 3, "masks.npy: expected an array"),
    ("erase --model model.safetensors --data data --spare planted --out e", 2, "--data planted"),
    (
      "erase --model model.safetensors --data planted --spare masks.npy --out e", 3,
      "masks.npy: expected one mask for each of 2000 images, found 40"
    ),
    (
      "erase --model model.safetensors --data data --spare predictions.npy --out e", 3,
      "predictions.npy: expected masks, images x height x width"
    ),
    ("erase --model model.safetensors --data data --box 3x33 --out e", 2, "at most the image"),
    ("predict --model data --data data --out p", 3, "data/model.safetensors"),
    ("predict --model masks.npy --data data --out p", 3, "masks.npy"),
    ("predict --model model.safetensors --data masks.npy --out p", 3, "masks.npy: is a file"),
    (
      "predict --model model.safetensors --arch vgg16 --data data --out p", 3,
      "model.safetensors: does not fit the network vgg16: its tensors are those of resnet20; "
        + "give --arch resnet20"
    ),
    (
      "predict --model model.safetensors --arch vgg17 --data data --out p", 2,
      "--arch: expected a network that 'misclass networks' lists, found 'vgg17'; did you mean "
        + "'vgg11'"
    ),
    (
      "predict --model model.safetensors --std 0.2,-0.2,0.2 --data data --out p", 2,
      "--std: expected three numbers above zero"
    ),
    (
      "predict --model predictions.npy --data data --out p", 3,
      "predictions.npy: expected safetensors, found a NumPy array"
    ),
    (
      "confusion --predictions model.safetensors --out e", 3,
      "model.safetensors: expected predictions or labels as CSV, JSON or .npy, found safetensors"
    ),
  ])
  func whatDoesNotFitTogetherIsRefused(line: String, code: Int32, message: String) async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(line.split(separator: " ").map(String.init))
      #expect(result.code == code && result.out == "")
      #expect(result.err.contains(message), "\(result.err)")
      #expect(!place.exists("e") && !place.exists("p"))
    }
  }
}
