import Foundation
import Images
import Testing

@testable import Datasets

/// Marks of all kinds, in drawn images and in photographs, and what is known of them.
@Suite struct PlantedMarkTests {
  private static let workers = Workers(threads: 2)

  private func options(_ kinds: [MarkKind], count: Int = 40) -> PlantedOptions {
    var options = PlantedOptions(seed: 5)
    (options.kinds, options.lookAlikeShare) = (kinds, 0.5)
    (options.trainCount, options.testCount) = (count, count)
    return options
  }

  @Test(arguments: MarkKind.allCases) func marksLieWhereTheirKindDoes(kind: MarkKind) throws {
    let set = try PlantedSet(options([kind]))
    let drawn = set.draw(.test, workers: Self.workers)
    let pixels = try drawn.set.images.loaded().pixels
    let source = DataSource(set)
    let known = try #require(try source.loadKnownCauses(.test, workers: Self.workers))
    let area = 32 * 32
    var marked = 0
    for record in known.records {
      #expect(record.kind == kind && record.label == drawn.set.labels[record.index])
      let bytes = record.index * area * 3..<(record.index + 1) * area * 3
      let (own, twin) = (pixels[bytes], known.twins.pixels[bytes])
      let isTwin = own == twin
      #expect(isTwin == (record.cause == .none))
      guard record.cause == .interference else { continue }
      marked += 1
      let mark = try #require(record.mark)
      #expect(mark != record.label && record.lookAlike == PlantedSet.partner(of: record.label))
      // Where the twin has its own class's mark both lie at the same place.
      let changed: [Int] = (0..<area).filter { pixel in
        let first = bytes.lowerBound + 3 * pixel
        return (first..<first + 3).contains { own[$0] != twin[$0] }
      }
      let outer: [Int] = changed.filter { pixel in
        let (row, column) = (pixel / 32, pixel % 32)
        return min(row, column, 31 - row, 31 - column) < 4
      }
      switch kind {
      case .frame: #expect(outer.count == changed.count)
      case .patch: #expect(changed.count <= 64)
      case .occluder: #expect(changed.count <= 140)
      case .tint: #expect(changed.count > area / 2)
      // A texture's stripes or dots cover about half of the image.
      case .texture: #expect(changed.count > area / 3)
      case .scene: #expect(changed.count > 100)
      }
    }
    #expect(marked > 3)
  }

  @Test func theLookAlikesMarkIsAmongThem() throws {
    let set = try PlantedSet(options(MarkKind.allCases, count: 400))
    let known = try #require(try DataSource(set).loadKnownCauses(.test))
    let foreign = known.records.filter { $0.cause == .interference }
    let share = Double(foreign.count { $0.mark == $0.lookAlike }) / Double(foreign.count)
    #expect((0.35...0.65).contains(share))
    #expect(Set(known.records.map { $0.kind }).count == MarkKind.allCases.count)
  }

  @Test func factorialImagesComeInFours() throws {
    var options = options([.scene])
    options.isFactorial = true
    let drawn = try PlantedSet(options).draw(.test, workers: Self.workers)
    let expected: [PlantedCause] = [.none, .interference, .morphology, .both]
    for first in stride(from: 0, to: 40, by: 4) {
      let four = Array(drawn.records[first..<first + 4])
      #expect(four.map { $0.cause } == expected)
      #expect(Set(four.map { $0.label }).count == 1)
      #expect(Set(four.map { $0.centreX }).count == 1)
      #expect(four[0].background == four[2].background)
      #expect(four[1].background == four[3].background)
      #expect(four[0].morphStrength == 0)
      #expect(four[2].morphStrength == four[3].morphStrength)
    }
  }

  @Test func namesSayTheKinds() throws {
    let mixed = try DataSource(parsing: "planted:3:frame,patch")
    #expect(mixed.isPlanted && mixed.description == "planted:3:frame,patch")
    #expect(try DataSource(parsing: mixed.description).description == mixed.description)
    #expect(throws: DatasetError.self) { try DataSource(parsing: "planted:3:shadow") }
    #expect(MarkKind.list("mixed") == MarkKind.allCases)
    #expect(MarkKind.list("frame,frame") == nil && MarkKind.list("") == nil)
  }

  @Test func twinsTellTheTruth() {
    func truth(
      _ cause: PlantedCause, predicted: Int, twin: Int, mark: Int? = nil
    ) -> KnownCause.Truth? {
      KnownCause(index: 0, label: 4, cause: cause, kind: .frame, mark: mark, lookAlike: 5)
        .truth(predicted: predicted, twin: twin)
    }
    #expect(truth(.interference, predicted: 7, twin: 4, mark: 7) == .interference)
    #expect(truth(.interference, predicted: 6, twin: 4, mark: 7) == nil)
    #expect(truth(.interference, predicted: 7, twin: 7, mark: 7) == .natural)
    #expect(truth(.interference, predicted: 7, twin: 2, mark: 7) == nil)
    #expect(truth(.morphology, predicted: 5, twin: 4) == .morphology)
    #expect(truth(.morphology, predicted: 6, twin: 4) == nil)
    #expect(truth(.both, predicted: 5, twin: 4, mark: 5) == nil)
    #expect(truth(.none, predicted: 5, twin: 5) == .natural)
    #expect(truth(.none, predicted: 4, twin: 4) == nil)
  }

  @Test func causesAndTwinsAreReadAsWritten() throws {
    let set = try PlantedSet(options([.tint], count: 12))
    try withTemporaryDirectory { directory in
      _ = try set.write(to: directory, workers: Self.workers)
      let source = DataSource(CifarBinary(directory: directory))
      let read = try #require(try source.loadKnownCauses(.test))
      #expect(try read == DataSource(set).loadKnownCauses(.test))
      let file = directory + "/test_marks.csv"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try (text + "nonsense\n").write(toFile: file, atomically: true, encoding: .utf8)
      #expect(throws: (any Error).self) {
        try DataSource(CifarBinary(directory: directory)).loadKnownCauses(.test)
      }
    }
  }

  @Test func photographsKeepTheirTwins() throws {
    let size = 20 * 24 * 3
    let bytes: [UInt8] = (0..<60 * size).map { UInt8($0 * 7 % 251) }
    let labels: [Int] = (0..<60).map { $0 % 3 }
    let set = ImageSet(
      images: ByteImages(count: 60, height: 20, width: 24, pixels: bytes), labels: labels,
      classNames: ["a", "b", "c"])
    let rates = PlantedOptions.Rates(background: 0.3, interference: 0.4, morphology: 0)
    let photos = try MarkedPhotos(
      seed: 2, kinds: MarkedPhotos.usableKinds, rates: [.test: rates])
    let marked = try photos.mark(set, .test, workers: Self.workers)
    #expect(try marked.known.twins == set.images.loaded())
    let pixels = try marked.set.images.loaded().pixels
    #expect(marked.set.labels == set.labels)
    for record in marked.known.records {
      let own = record.index * size..<(record.index + 1) * size
      let isChanged = pixels[own] != bytes[own]
      #expect(isChanged == (record.mark != nil))
      if record.cause == .interference { #expect(record.mark != record.label) }
    }
    let causes = Set<PlantedCause>(marked.known.records.map { $0.cause })
    #expect(causes == [.none, .interference])
    #expect(
      try photos.mark(set, .test, workers: Workers(threads: 1)).set == marked.set)
    try withTemporaryDirectory { directory in
      try MarkedPhotos.write(marked.set, marked.known, .test, to: directory)
      let source = try DataSource(parsing: directory)
      #expect(try source.load(.test) == marked.set)
      #expect(try source.loadKnownCauses(.test) == marked.known)
    }
    #expect(throws: DatasetError.self) {
      try MarkedPhotos(seed: 1, kinds: [.scene], rates: [:])
    }
  }
}
