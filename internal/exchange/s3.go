package exchange

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options say where a bucket is and with which keys.
type S3Options struct {
	Endpoint string // host and port; empty is Amazon's
	Insecure bool   // HTTP instead of HTTPS
	Region   string
	Key      string
	Secret   string
	Token    string // of temporary keys
}

// S3 is a lake under a prefix of a bucket that is there.
type S3 struct {
	client         *minio.Client
	bucket, prefix string
}

// NewS3 opens a bucket; nothing is asked of the server yet.
func NewS3(bucket, prefix string, o S3Options) (*S3, error) {
	if o.Endpoint == "" {
		o.Endpoint = "s3.amazonaws.com"
	}
	client, err := minio.New(o.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(o.Key, o.Secret, o.Token), Secure: !o.Insecure, Region: o.Region,
	})
	if err != nil {
		return nil, fmt.Errorf("exchange: the S3 endpoint %s: %w", o.Endpoint, err)
	}
	return &S3{client, bucket, strings.Trim(prefix, "/")}, nil
}

func (s *S3) key(name string) string { return path.Join(s.prefix, name) }

// List are the objects under a folder; S3 gives them in the order of their keys.
func (s *S3) List(ctx context.Context, folder string) ([]File, error) {
	// Its goroutine ends with the context, should the list not be read to its end.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var out []File
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.key(folder) + "/", Recursive: true}) {
		if o.Err != nil {
			return nil, s.failed("listing", folder, o.Err)
		}
		name := o.Key
		if s.prefix != "" {
			name = strings.TrimPrefix(name, s.prefix+"/")
		}
		out = append(out, File{name, o.Size})
	}
	return out, nil
}

// Put is all or nothing by S3's own promise.
func (s *S3) Put(ctx context.Context, name string, data []byte) error {
	_, err := s.client.PutObject(ctx, s.bucket, s.key(name), bytes.NewReader(data), int64(len(data)),
		minio.PutObjectOptions{ContentType: "application/vnd.apache.parquet"})
	if err != nil {
		return s.failed("writing", name, err)
	}
	return nil
}

// Remove removes an object.
func (s *S3) Remove(ctx context.Context, name string) error {
	if err := s.client.RemoveObject(ctx, s.bucket, s.key(name), minio.RemoveObjectOptions{}); err != nil {
		return s.failed("removing", name, err)
	}
	return nil
}

func (s *S3) failed(doing, name string, err error) error {
	return fmt.Errorf("%s s3://%s/%s (is the bucket there, and may these keys do so?): %w", doing, s.bucket, s.key(name), err)
}
