import KernelInterface
import Tensors
import Testing

@testable import NeuralNetwork

/// Memory planned for the largest pass has to do for every smaller one.
@Suite struct WinogradMemoryTests {
  @Test(arguments: [(16, 16, 32), (64, 64, 8), (32, 32, 15), (256, 256, 8), (512, 512, 2)])
  func noSmallerPassNeedsMore(inputs: Int, outputs: Int, side: Int) throws {
    let kernels = try Compute(instructionSet: nil, threads: 1).kernels
    let convolution = Convolution(
      outputs: outputs, kernel: Extent(3), stride: Extent(1), padding: Extent(1), groups: 1,
      weight: "", bias: nil)
    let product = WinogradProduct(
      .forward(
        convolution, input: Shape(side, side, inputs), output: Shape(side, side, outputs)))
    for capacity in [1, 7, 64, 128, 300] {
      let planned = product.sharedCount(images: capacity, columns: outputs, kernels: kernels)
      for images in 1...capacity {
        let needed = product.sharedFloats(images: images, columns: outputs, kernels: kernels)
        #expect(needed <= planned, "\(images) of \(capacity)")
      }
    }
  }
}
