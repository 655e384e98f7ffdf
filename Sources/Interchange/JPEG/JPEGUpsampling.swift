/// Rows of a component in the width of the picture.
///
/// A component with half the samples across, down or both is filled up by a triangle filter, three
/// parts of the nearer sample and one of the farther, as libjpeg does; any other by repeating the
/// nearest sample.
struct JPEGUpsampling {
  private enum Method {
    case none, across, down, both, nearest
  }

  private let component: JPEGComponent
  private let method: Method
  private let width: Int
  private let (frameAcross, frameDown): (Int, Int)
  /// The row, with space for loops over eight at a time; not used where samples are taken as they
  /// are.
  private let row: JPEGStorage<UInt8>
  /// Sums of a sample and the one above or below, with one more on either side.
  private let sums: JPEGStorage<Int16>

  init(_ component: JPEGComponent, _ frame: JPEGFrame) {
    self.component = component
    width = frame.width
    (frameAcross, frameDown) = (frame.across, frame.down)
    let isHalfAcross = component.across * 2 == frame.across
    let isHalfDown = component.down * 2 == frame.down
    let isFullDown = component.down == frame.down
    // libjpeg repeats the samples of very narrow pictures.
    let isWide = component.width > 2
    if component.across == frame.across {
      method = isFullDown ? .none : isHalfDown ? .down : .nearest
    } else if isHalfAcross, isWide, isFullDown || isHalfDown {
      method = isFullDown ? .across : .both
    } else {
      method = .nearest
    }
    row = JPEGStorage(count: method == .none ? 0 : max(frame.width, 2 * component.width) + 32)
    sums = JPEGStorage(
      count: method == .across || method == .both ? component.width + 32 : 0)
  }

  /// The samples of a row of the picture; valid until the next call.
  ///
  /// Up to seven more than the picture is wide can be read.
  func row(_ place: Int) -> UnsafePointer<UInt8> {
    let samples = component.samples.start
    func sampleRow(_ index: Int) -> UnsafePointer<UInt8> {
      UnsafePointer(samples + min(max(index, 0), component.height - 1) * component.rowStride)
    }
    switch method {
    case .none: return sampleRow(place)
    case .across:
      widen(sampleRow(place))
      spread(evenBias: 1, oddBias: 2, shift: 2)
    case .down:
      blend(sampleRow(place / 2), sampleRow(place / 2 + (place % 2 == 0 ? -1 : 1)), place)
    case .both:
      add(sampleRow(place / 2), sampleRow(place / 2 + (place % 2 == 0 ? -1 : 1)))
      spread(evenBias: 8, oddBias: 7, shift: 4)
    case .nearest:
      repeatNearest(sampleRow((2 * place + 1) * component.down / (2 * frameDown)))
    }
    return UnsafePointer(row.start)
  }

  // MARK: Filters; of rows of samples, padded to whole blocks, eight are read at a time

  @inline(__always)
  private func store(_ values: EightNarrow, _ place: Int) {
    UnsafeMutableRawPointer(sums.start + 1 + place).storeBytes(of: values, as: EightNarrow.self)
  }

  /// The sums are the samples themselves.
  private func widen(_ samples: UnsafePointer<UInt8>) {
    for place in stride(from: 0, to: component.width, by: 8) {
      store(EightNarrow(samples: samples + place), place)
    }
    repeatEnds()
  }

  private func add(_ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>) {
    let three = EightNarrow(repeating: 3)
    for place in stride(from: 0, to: component.width, by: 8) {
      store(EightNarrow(samples: near + place) &* three &+ EightNarrow(samples: far + place), place)
    }
    repeatEnds()
  }

  private func repeatEnds() {
    sums.start[0] = sums.start[1]
    sums.start[component.width + 1] = sums.start[component.width]
  }

  /// Two samples from each sum: the left is nearer to the sum before, the right to the one after.
  private func spread(evenBias: Int16, oddBias: Int16, shift: Int16) {
    let sums = UnsafeRawPointer(sums.start)
    let target = UnsafeMutableRawPointer(row.start)
    let (three, shifts) = (EightNarrow(repeating: 3), EightNarrow(repeating: shift))
    let bias = (even: EightNarrow(repeating: evenBias), odd: EightNarrow(repeating: oddBias))
    for place in stride(from: 0, to: component.width, by: 8) {
      @inline(__always) func load(_ index: Int) -> EightNarrow {
        sums.loadUnaligned(fromByteOffset: 2 &* (place &+ index), as: EightNarrow.self)
      }
      let middle = load(1) &* three
      let even = (middle &+ load(0) &+ bias.even) &>> shifts
      let odd = (middle &+ load(2) &+ bias.odd) &>> shifts
      // The lower byte stands first in memory.
      let pairs = even | odd &<< EightNarrow(repeating: 8)
      target.storeBytes(of: pairs, toByteOffset: 2 &* place, as: EightNarrow.self)
    }
  }

  private func blend(_ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>, _ place: Int) {
    let (three, bias) = (
      EightNarrow(repeating: 3), EightNarrow(repeating: place % 2 == 0 ? 1 : 2)
    )
    for place in stride(from: 0, to: component.width, by: 8) {
      let sum =
        EightNarrow(samples: near + place) &* three &+ EightNarrow(samples: far + place) &+ bias
      UnsafeMutableRawPointer(row.start + place).storeBytes(
        of: (sum &>> EightNarrow(repeating: 2)).bytes, as: SIMD8<UInt8>.self)
    }
  }

  private func repeatNearest(_ samples: UnsafePointer<UInt8>) {
    let (last, double) = (component.width - 1, 2 * frameAcross)
    for place in 0..<width {
      row.start[place] = samples[min((2 * place + 1) * component.across / double, last)]
    }
  }
}
