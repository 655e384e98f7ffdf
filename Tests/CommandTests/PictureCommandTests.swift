import Foundation
import Images
import Interchange
import Testing

/// Pictures in folders, from training to the page, as a user with a folder of pictures goes.
@Suite struct PictureCommandTests {
  /// Two classes of pictures of many sizes, red and blue, `count` each in `train` and `val`.
  private func writePictures(_ place: Workplace, count: Int) throws {
    var random = RandomStream(5, 1)
    for split in ["train", "val"] {
      for (name, channel) in [("red", 0), ("blue", 2)] {
        try FileManager.default.createDirectory(
          atPath: place.path("pics/\(split)/\(name)"), withIntermediateDirectories: true)
        for number in 0..<count {
          let (height, width) = (20 + number, 31 - number)
          var pixels = [UInt8](repeating: 0, count: height * width * 3)
          for index in pixels.indices {
            pixels[index] = UInt8(random.integer(in: 0..<90) + (index % 3 == channel ? 150 : 0))
          }
          try place.write(
            PNG.encoded(width: width, height: height, pixels: pixels),
            "pics/\(split)/\(name)/\(number).png")
        }
      }
    }
  }

  @Test func trainedOnFoldersAndAskedAboutThem() async throws {
    try await withWorkplace { place in
      try writePictures(place, count: 10)
      let refused = try await place.program.run(
        "train", "--data", "pics", "--out", "run", "--epochs", "1")
      #expect(refused.code == 3 && refused.err.contains("different sizes"), "\(refused.err)")
      let train = try await place.program.run(
        "train", "--arch", "resnet20", "--data", "pics", "--resize", "20", "--crop", "16",
        "--epochs", "3", "--batch-size", "5", "--out", "run", "--quiet")
      #expect(train.code == 0, "\(train.err)")

      // The weights tell how pictures are prepared, and the classes by name.
      let predict = try await place.program.run(
        "predict", "--model", "run", "--data", "pics", "--out", "p.csv")
      #expect(predict.code == 0, "\(predict.err)")
      #expect(predict.err.contains("shorter side 20 (bilinear), middle 16x16"), "\(predict.err)")
      var lines = try place.lines("p.csv")
      #expect(lines[0] == "file,label,predicted,logit_blue,logit_red")
      #expect(lines.count == 21 && lines[1].hasPrefix("val/blue/0.png,blue,"))

      // A table in any order finds its pictures, by the names alone too.
      let direct = try await place.program.run("confusion", "--predictions", "p.csv", "--json")
      lines = [lines[0]] + lines.dropFirst().reversed()
      try place.write(lines.joined(separator: "\n") + "\n", "reversed.csv")
      let reversed = try await place.program.run(
        "confusion", "--predictions", "reversed.csv", "--data", "pics", "--json")
      #expect(direct.code == 0 && reversed.code == 0, "\(direct.err)\(reversed.err)")
      #expect(direct.out == reversed.out)

      let maps = try await place.program.run(
        "saliency", "--model", "run", "--data", "pics", "--indices", "0,19", "--out", "maps.npy",
        "--listing", "maps.csv", "--quiet")
      #expect(maps.code == 0, "\(maps.err)")
      #expect(try NumpyArray(path: place.path("maps.npy")).shape == [2, 16, 16])
      #expect(try place.lines("maps.csv")[2].hasPrefix("19,val/red/9.png,"))
      try await askAboutFlatFolder(place)
    }
  }

  /// Pictures without labels, where none are needed.
  private func askAboutFlatFolder(_ place: Workplace) async throws {
    try FileManager.default.createDirectory(
      atPath: place.path("flat"), withIntermediateDirectories: true)
    for (from, to) in [("red/3", "b"), ("blue/4", "a")] {
      try FileManager.default.copyItem(
        atPath: place.path("pics/val/\(from).png"), toPath: place.path("flat/\(to).png"))
    }
    let predict = try await place.program.run(
      "predict", "--model", "run", "--data", "flat", "--out", "flat.csv", "--quiet")
    #expect(predict.code == 0 && predict.out.contains("2 images without labels"), "\(predict)")
    let lines = try place.lines("flat.csv")
    #expect(lines[0] == "file,label,predicted,logit_blue,logit_red")
    #expect(lines[1].hasPrefix("a.png,,") && lines[2].hasPrefix("b.png,,"), "\(lines)")
    let maps = try await place.program.run(
      "saliency", "--model", "run", "--data", "flat", "--out", "flat.npy", "--png", "flat.png",
      "--on-originals", "--quiet")
    #expect(maps.code == 0, "\(maps.err)")
    for words in [["saliency", "--target", "true"], ["erase"]] {
      let refused = try await place.program.run(
        words + ["--model", "run", "--data", "flat", "--out", "refused"])
      #expect(refused.code == 3, "\(refused.err)")
      #expect(refused.err.contains("flat: a.png: nothing tells its class"), "\(refused.err)")
    }
  }

  @Test func sameClassesInAnotherOrderAreMatchedByName() async throws {
    try await withWorkplace { place in
      try writePictures(place, count: 2)
      let train = try await place.program.run(
        "train", "--arch", "resnet20", "--data", "pics", "--resize", "16x16", "--epochs", "1",
        "--batch-size", "2", "--out", "run", "--quiet")
      #expect(train.code == 0, "\(train.err)")
      // A folder with one of the model's classes alone.
      try FileManager.default.removeItem(atPath: place.path("pics/train"))
      try FileManager.default.removeItem(atPath: place.path("pics/val/blue"))
      let predict = try await place.program.run(
        "predict", "--model", "run", "--data", "pics", "--out", "p.csv")
      #expect(predict.code == 0, "\(predict.err)")
      #expect(predict.err.contains("numbered as the model numbers them"), "\(predict.err)")
      #expect(
        try place.lines("p.csv").dropFirst().allSatisfy {
          $0.split(separator: ",")[1] == "red"
        })
    }
  }

  @Test(arguments: [
    (["--pairs", "red>green"], "--pairs: expected classes among"),
    (["--pairs", "red"], "two classes with > between them"),
    (["--between", "0.6", "0.4"], "--between: expected two numbers"),
    (["--wrong", "--right"], "--right"), (["--wrong", "--indices", "1"], "--indices"),
  ])
  func choicesThatCannotBeAreRefused(words: [String], expected: String) async throws {
    try await withWorkplace { place in
      try writePictures(place, count: 1)
      try place.writeModel()
      let result = try await place.program.run(
        ["saliency", "--model", "model.safetensors", "--data", "pics", "--resize", "32x32"]
          + ["--out", "maps.npy"] + words)
      #expect(result.code == 2 && result.err.contains(expected), "\(result.err)")
      #expect(!place.exists("maps.npy"))
    }
  }

  @Test func brokenPicturesEndWithTheirNames() async throws {
    try await withWorkplace { place in
      try writePictures(place, count: 2)
      try place.write("GIF89a", "pics/val/red/animated.gif")
      let arguments = ["data", "info", "--data", "pics", "--resize", "8x8"]
      let refused = try await place.program.run(arguments)
      #expect(refused.code == 3 && refused.err.contains("animated.gif"), "\(refused.err)")
      #expect(refused.err.contains("GIF"), "\(refused.err)")
      let left = try await place.program.run(arguments + ["--skip-broken"])
      #expect(left.code == 0 && left.err.contains("left out 1 of 5 pictures"), "\(left.err)")
    }
  }
}
