import Foundation
import Images
import Interchange
import NeuralNetwork
import Testing

@testable import Onnx

/// What is wrong with a model is told in one line, and nothing traps.
@Suite struct BadModelTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    /// Parts of the message.
    let expected: [String]
    let change: @Sendable (inout ModelWriter) -> Void

    init(
      _ text: String, _ expected: String..., change: @escaping @Sendable (inout ModelWriter) -> Void
    ) {
      testDescription = text
      self.expected = expected
      self.change = change
    }
  }

  static let cases: [Case] = [
    Case("an opset of the future", "opset 1 to 23", "opset 99") { $0.opset = 99 },
    Case("an operator that is not known", "node 'the Attention'", "Attention (opset 17)", "Conv") {
      $0.nodes[0].type = "Attention"
    },
    Case("an order of a hundred thousand axes", "an order of 4 axes", "1 and 99984 more]") {
      $0.nodes[0].type = "Transpose"
      $0.nodes[0].attributes = [.integers("perm", [Int](repeating: 1, count: 100_000))]
    },
    Case("another domain", "GlobalAveragePool", "com.microsoft") {
      $0.nodes[0].domain = "com.microsoft"
    },
    Case("an attribute that is not known", "its attribute 'novelty' is not understood") {
      $0.nodes[0].attributes = [.integer("novelty", 1)]
    },
    Case("a version of an operator that is too old", "Gemm (opset 6)", "expected opset 7...23") {
      $0.opset = 6
    },
    Case("a cycle", "without a cycle") { $0.nodes[0].inputs = ["flat"] },
    Case("a value that nothing gives", "'nothing'") { $0.nodes[0].inputs = ["nothing"] },
    Case("two nodes for one value", "from two") { $0.nodes[1].outputs = ["mean"] },
    Case("weights for another number of channels", "weights for 3 inputs", "found 2") {
      $0.initializers[0] = .init(name: "w", sizes: [2, 2], floats: [1, 2, 3, 4])
    },
    Case("a negative size", "tensor 'w'", "[-2, 3]") { $0.initializers[0].sizes = [-2, 3] },
    Case("a huge size", "tensor 'w'", "2^40") {
      $0.initializers[0].sizes = [1 << 40, 1 << 40]
    },
    Case("fewer elements than the shape has", "6 elements", "found 5") {
      $0.initializers[0].floats.removeLast()
    },
    Case("raw data of another length", "24 bytes", "found 20") {
      $0.initializers[0].raw = [UInt8](repeating: 0, count: 20)
    },
    Case("strings as weights", "numbers of 8 bits or more", "strings") {
      $0.initializers[0].type = 8
    },
    Case("whole numbers of 4 bits", "4-bit integers") { $0.initializers[0].type = 22 },
    Case("the same initializer twice", "'w'", "each name once") {
      $0.initializers.append($0.initializers[0])
    },
    Case("a missing file of external data", "weights.bin", "no such file") {
      $0.initializers[0].location = "weights.bin"
    },
    Case("external data in another folder", "the model's own folder", "../secret") {
      $0.initializers[0].location = "../secret"
    },
    Case("external data at an absolute place", "the model's own folder") {
      $0.initializers[0].location = "/etc/passwd"
    },
    Case("images of unknown height", "fixed height and width", "[?, 3, ?, 4]") {
      $0.image = [0, 3, 0, 4]
    },
    Case("images of four channels", "three channels") { $0.image = [0, 4, 4, 4] },
    Case("images of a negative height", "1 to 65536") { $0.image = [0, 3, -4, 4] },
    Case("images of whole numbers", "numbers with a fraction") { $0.imageType = 2 },
    Case("control characters in the input's name", "input 'a\\u{8}\\u{a}b' of") {
      $0.inputs = ["a\u{8}\nb"]
      $0.nodes[0].inputs = $0.inputs
      $0.imageType = 2
    },
    Case("two inputs", "the inputs image, mask") { $0.inputs = ["image", "mask"] },
    Case("two outputs", "the outputs scores, mean") { $0.outputs = ["scores", "mean"] },
    Case("an output of several axes", "one score for each", "[3, 4, 4]") {
      $0.nodes = [.init(type: "Relu", inputs: ["image"], outputs: ["scores"])]
    },
    Case("an output without the image", "scores that hang on the image") {
      $0.nodes = [.init(type: "Identity", inputs: ["b"], outputs: ["scores"])]
    },
    Case("the image itself as scores", "scores that hang on the image") {
      $0.nodes = [.init(type: "Identity", inputs: ["image"], outputs: ["scores"])]
    },
    Case("weights that hang on the image", "weights known beforehand") {
      $0.nodes[2].inputs[1] = "flat"
    },
    Case("a product of two values", "attention") {
      $0.nodes[2] = .init(type: "MatMul", inputs: ["flat", "flat"], outputs: ["scores"])
    },
    Case("a kernel larger than the image", "at least 9 x 9 pixels") {
      $0.nodes[0] = .init(
        type: "MaxPool", inputs: ["image"], outputs: ["mean"],
        attributes: [.integers("kernel_shape", [9, 9])])
    },
    Case("a kernel of no pixels", "kernel in 1...") {
      $0.nodes[0] = .init(
        type: "MaxPool", inputs: ["image"], outputs: ["mean"],
        attributes: [.integers("kernel_shape", [0, Int.max])])
    },
    Case("negative padding", "padding in 0...") {
      $0.nodes[0] = .init(
        type: "AveragePool", inputs: ["image"], outputs: ["mean"],
        attributes: [.integers("kernel_shape", [2, 2]), .integers("pads", [-1, 0, 0, Int.min])])
    },
    Case("an attribute of another kind", "whole numbers as attribute kernel_shape") {
      $0.nodes[0] = .init(
        type: "MaxPool", inputs: ["image"], outputs: ["mean"],
        attributes: [.string("kernel_shape", "2x2")])
    },
    Case("constants without end", "constants that grow to at most 8 times") {
      $0.initializers.append(
        .init(
          name: "n", sizes: [2], type: 7,
          raw: [
            0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0,
          ]))
      $0.nodes.append(.init(type: "ConstantOfShape", inputs: ["n"], outputs: ["many"]))
      $0.nodes.append(.init(type: "Add", inputs: ["mean", "many"], outputs: ["sum"]))
      $0.nodes[1].inputs = ["sum"]
    },
  ]

  @Test(arguments: cases)
  func bad(model: Case) throws {
    var writer = ModelWriter.plain
    model.change(&writer)
    let message = Self.message(writer.bytes)
    for part in model.expected {
      #expect(message?.contains(part) == true, "\(message ?? "no error")")
    }
    #expect(message?.contains("\n") == false)
  }

  @Test func soundModel() throws {
    let network = try OnnxNetwork(OnnxModel(ModelWriter.plain.bytes, file: "plain.onnx"))
    let run = try NetworkRun(network)
    let pixels: [Float] = (0..<48).map { Float($0 % 3 + 1) }
    #expect(run.logits(pixels, images: 1) == [14.5, 31.5])
  }

  @Test func blueFirst() throws {
    let network = try OnnxNetwork(
      OnnxModel(ModelWriter.plain.bytes, file: "plain.onnx"), isBlueFirst: true)
    let pixels: [Float] = (0..<48).map { Float(3 - $0 % 3) }
    #expect(try NetworkRun(network).logits(pixels, images: 1) == [14.5, 31.5])
  }

  @Test(arguments: [
    (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "a pointer of Git LFS"),
    ([0x50, 0x4B, 0x03, 0x04, 0, 0], "a zip archive"),
  ])
  func anotherKindOfFileIsNamed(bytes: [UInt8], name: String) {
    #expect(Self.message(bytes)?.contains(name) == true)
  }

  /// Every beginning of a sound model is refused, but for those that lack properties only.
  @Test func truncated() throws {
    let bytes = ModelWriter.plain.bytes
    for length in 0..<bytes.count {
      #expect(Self.message(Array(bytes[..<length])) != nil, "the first \(length) bytes")
    }
  }

  /// Seeded changes of small models: none traps or hangs. MISCLASS_ONNX_MUTATIONS tells how many.
  @Test(arguments: OnnxModels.names(in: OnnxModels.fixtures))
  func mutated(name: String) throws {
    let path = OnnxModels.fixtures + "/" + name + ".onnx"
    let sound = try FileReader.bytes(of: path)
    let given = ProcessInfo.processInfo.environment["MISCLASS_ONNX_MUTATIONS"].flatMap(Int.init)
    var stream = RandomStream(17, UInt64(sound.count))
    var refused = 0
    for _ in 0..<(given ?? 400) {
      var bytes = sound
      for _ in 0...stream.integer(in: 0..<4) {
        let place = stream.integer(in: 0..<bytes.count)
        switch stream.integer(in: 0..<5) {
        case 0: bytes[place] = UInt8(stream.integer(in: 0..<256))
        case 1: bytes[place] ^= 1 << UInt8(stream.integer(in: 0..<8))
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(UInt8(stream.integer(in: 0..<256)), at: place)
        default: bytes.removeSubrange(place..<min(place + stream.integer(in: 0..<40), bytes.count))
        }
        if bytes.isEmpty { bytes = [0] }
      }
      if Self.message(bytes, file: path) != nil { refused += 1 }
    }
    #expect(refused > 0)
  }

  private static func message(_ bytes: [UInt8], file: String = "model.onnx") -> String? {
    do {
      _ = try OnnxNetwork(OnnxModel(bytes, file: file))
      return nil
    } catch {
      return "\(error)"
    }
  }
}
