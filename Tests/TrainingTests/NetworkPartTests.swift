import Architectures
import NeuralNetwork
import Testing
import Training

@Suite struct NetworkPartTests {
  /// The parts name parameters that are there, have none in common and are together the whole
  /// network.
  @Test(arguments: ["vgg16", "resnet50", "mobilenet_v2", "resnet20", "resnet56"])
  func partsAreTheNetwork(name: String) throws {
    let graph = try #require(Architecture.named(name)).graph(input: Shape(32, 32, 3), classes: 10)
    let parts = try [NetworkPart.dense, .lastTwoBlocks, .firstThreeBlocks].map {
      TrainedParameters(only: try #require($0.prefixes(of: name)))
    }
    for part in parts { #expect(part.unknown(in: graph) == []) }
    for parameter in graph.parameters where parameter.isLearned {
      let holders = parts.filter { !$0.isFrozen(parameter.name) }
      #expect(holders.count == 1, "\(parameter.name)")
    }
    #expect(NetworkPart.all.prefixes(of: name) == [])
    #expect(
      parts.reduce(0) { $0 + $1.movingCount(in: graph) }
        == TrainedParameters().movingCount(in: graph))
  }

  @Test func otherNetworksHaveNoNamedParts() {
    #expect(NetworkPart.dense.prefixes(of: "resnet18") == nil)
  }
}
