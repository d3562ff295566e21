package dev.tracing.observation;

import io.awspring.cloud.sqs.support.observation.SqsListenerObservation;
import io.awspring.cloud.sqs.support.observation.SqsTemplateObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoomObservations}.
 */
class RoomObservationsTests {

	@ParameterizedTest
	@ValueSource(classes = { org.springframework.http.server.observation.ServerRequestObservationContext.class,
			org.springframework.http.server.reactive.observation.ServerRequestObservationContext.class,
			org.springframework.http.client.observation.ClientRequestObservationContext.class,
			org.springframework.web.reactive.function.client.ClientRequestObservationContext.class,
			ScheduledTaskObservationContext.class, SpecialContext.class, SqsTemplateObservation.Context.class,
			SqsListenerObservation.Context.class })
	void containThoseOfRooms(Class<?> contextType) {
		assertThat(RoomObservations.contain(contextType)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { Observation.Context.class, RequestReplyReceiverContext.class, OtherContext.class })
	void containNoOthers(Class<?> contextType) {
		assertThat(RoomObservations.contain(contextType)).isFalse();
	}

	@Test
	void containNothingThatIsNoObservation() {
		assertThat(RoomObservations.contain(Object.class)).isFalse();
	}

	private static final class SpecialContext extends ScheduledTaskObservationContext {

		private SpecialContext() {
			super("task", ClassUtils.getMethod(Object.class, "toString"));
		}

	}

	private static final class OtherContext extends Observation.Context {

	}

}
